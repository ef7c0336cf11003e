-- A database and its users: nudger_owner makes the schema, nudger_persister writes the record, nudger_alerter, if it has a
-- password, states and notices, nudger_reader looks at it. What the last three may do, nudger itself says when it migrates. Run at every start, so that a new password takes effect.
\set ON_ERROR_STOP on
\getenv owner_password PG_OWNER_PASSWORD
\getenv password PG_PASSWORD
\getenv reader_password PG_READER_PASSWORD
\getenv alerter_password PG_ALERTER_PASSWORD

SELECT format('CREATE ROLE %I', role)
  FROM unnest(ARRAY['nudger_owner', 'nudger_persister', 'nudger_reader']) AS role
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
ALTER ROLE nudger_owner LOGIN PASSWORD :'owner_password';
ALTER ROLE nudger_persister LOGIN PASSWORD :'password';
ALTER ROLE nudger_reader LOGIN PASSWORD :'reader_password' CONNECTION LIMIT 30;
-- What a reader cannot set for himself again: how much of the disk his queries fill.
ALTER ROLE nudger_reader SET temp_file_limit = '4GB';
-- What he can: it ends what was forgotten, and keeps partitions from being dropped.
ALTER ROLE nudger_reader SET idle_in_transaction_session_timeout = '10min';

SELECT 'CREATE DATABASE nudger OWNER nudger_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'nudger') \gexec
REVOKE ALL ON DATABASE nudger FROM PUBLIC;
GRANT CONNECT ON DATABASE nudger TO nudger_persister, nudger_reader;

\if :{?alerter_password}
SELECT 'CREATE ROLE nudger_alerter' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'nudger_alerter') \gexec
ALTER ROLE nudger_alerter LOGIN PASSWORD :'alerter_password';
GRANT CONNECT ON DATABASE nudger TO nudger_alerter;
\endif
