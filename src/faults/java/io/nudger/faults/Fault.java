package io.nudger.faults;

/**
 * Something that goes wrong, and is put right again.
 *
 * @param name what it is, for a table
 * @param strike does it; returns when all is put right and every process is ready
 */
record Fault(String name, Strike strike) {
    /** What is done to the world. */
    interface Strike {
        void on(World world, Pauses pauses);
    }

    @Override
    public String toString() {
        return name;
    }
}
