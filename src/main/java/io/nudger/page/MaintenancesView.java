package io.nudger.page;

import java.util.List;

/**
 * The maintenances of a page.
 *
 * @param frame what all views have
 * @param current those under way
 * @param planned those to come, the next first
 * @param past those that are over, the newest first
 */
public record MaintenancesView(
        Frame frame, List<MaintenanceView> current, List<MaintenanceView> planned, List<MaintenanceView> past) {}
