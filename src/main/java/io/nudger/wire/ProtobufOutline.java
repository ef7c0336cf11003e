package io.nudger.wire;

import io.nudger.wire.proto.CheckResultMessage;
import io.nudger.wire.proto.PhasesMessage;

/**
 * The outline of a record of {@link ProtobufCodec}. A field stands anywhere and says nothing of the others, so all fields
 * that are not values are kept, as they are. A value that stands there twice is left to the codec, as is a number of
 * another length than usual.
 */
final class ProtobufOutline extends Outline {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    private static final int TAG_BYTES = 2;
    private static final int NUMBER_BYTES = 9;

    private int at;
    private int end;
    private int taken;
    private int phasesTaken;
    private boolean broken;

    ProtobufOutline(byte[] bytes) {
        super(bytes);
        end = bytes.length;
    }

    @Override
    boolean trace() {
        while (at < end && !broken) {
            int from = at;
            int tag = (int) varint(TAG_BYTES);
            if (!take(tag)) {
                pass(tag & 7);
                broken |= tag >>> 3 == 0 || !keep(from, at);
            }
        }
        return !broken && scheduledAt != ABSENT;
    }

    /** Whether it is a value; then it is read. */
    private boolean take(int tag) {
        int field = tag >>> 3;
        switch (field) {
            case CheckResultMessage.SCHEDULED_AT_FIELD_NUMBER -> scheduledAt = number(tag);
            case CheckResultMessage.STARTED_AT_FIELD_NUMBER -> startedAt = number(tag);
            case CheckResultMessage.STATUS_CODE_FIELD_NUMBER -> {
                statusCode = number(tag);
                broken |= statusCode > Integer.MAX_VALUE;
            }
            case CheckResultMessage.DURATION_FIELD_NUMBER -> duration = number(tag);
            case CheckResultMessage.BODY_BYTES_FIELD_NUMBER -> bodyBytes = number(tag);
            case CheckResultMessage.REGEXP_MATCHED_FIELD_NUMBER -> regexpMatched = flag(tag);
            case CheckResultMessage.DEGRADED_FIELD_NUMBER -> degraded = flag(tag);
            case CheckResultMessage.PHASES_FIELD_NUMBER -> phases(tag);
            default -> {
                return false;
            }
        }
        broken |= (taken & 1 << field) != 0;
        taken |= 1 << field;
        return true;
    }

    private void phases(int tag) {
        int length = (int) varint(TAG_BYTES);
        if (broken || (tag & 7) != DELIMITED || length > end - at) {
            broken = true;
            return;
        }
        int outerEnd = end;
        end = at + length;
        while (at < end && !broken) {
            phase((int) varint(TAG_BYTES));
        }
        end = outerEnd;
    }

    private void phase(int tag) {
        int field = tag >>> 3;
        switch (field) {
            case PhasesMessage.RESOLVE_FIELD_NUMBER -> resolve = number(tag);
            case PhasesMessage.CONNECT_FIELD_NUMBER -> connect = number(tag);
            case PhasesMessage.TLS_FIELD_NUMBER -> tls = number(tag);
            case PhasesMessage.PROCESSING_FIELD_NUMBER -> processing = number(tag);
            case PhasesMessage.TRANSFER_FIELD_NUMBER -> transfer = number(tag);
            default -> broken = true;
        }
        broken |= (phasesTaken & 1 << field) != 0;
        phasesTaken |= 1 << field;
    }

    private long number(int tag) {
        broken |= (tag & 7) != VARINT;
        return varint(NUMBER_BYTES);
    }

    private boolean flag(int tag) {
        long value = number(tag);
        broken |= value > 1;
        return value == 1;
    }

    private void pass(int type) {
        switch (type) {
            case VARINT -> {
                long ignored = varint(NUMBER_BYTES);
            }
            case FIXED64 -> skip(Long.BYTES);
            case DELIMITED -> skip(varint(TAG_BYTES));
            case FIXED32 -> skip(Integer.BYTES);
            default -> broken = true;
        }
    }

    private void skip(long length) {
        if (length > end - at) {
            broken = true;
        } else {
            at += (int) length;
        }
    }

    /** Of at most so many bytes: so it is never negative. */
    private long varint(int max) {
        long value = 0;
        for (int i = 0; i < max && at < end; i++) {
            byte next = bytes[at++];
            value |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        broken = true;
        return 0;
    }
}
