package io.nudger.publish;

/** A parcel that is, or was a moment ago, in memory, and where else it is. */
final class Kept {
    final Parcel parcel;
    Place place = Place.MEMORY;
    /** It needs no place on disk any more. */
    boolean done;
    /** Memory has let it go: from the moment it is on disk it is there alone. */
    boolean spilled;

    enum Place {
        MEMORY,
        BEING_WRITTEN,
        DISK
    }

    Kept(Parcel parcel) {
        this.parcel = parcel;
    }
}
