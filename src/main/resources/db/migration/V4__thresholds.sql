ALTER TABLE targets
    ADD failure_threshold smallint NOT NULL DEFAULT 1,
    ADD success_threshold smallint NOT NULL DEFAULT 1;
COMMENT ON COLUMN targets.failure_threshold IS 'Checks in a row that are down until the target is confirmed as down';
COMMENT ON COLUMN targets.success_threshold IS 'Checks in a row that are up until it is confirmed as up again';
