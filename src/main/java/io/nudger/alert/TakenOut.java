package io.nudger.alert;

/** How sure it is that a target was taken out of the files, when its monitors go on with others. */
enum TakenOut {
    /** They have reported later slots of others; its own may still be on their way. */
    LIKELY,
    /** They have done so for so long that its own would be here. */
    SURE
}
