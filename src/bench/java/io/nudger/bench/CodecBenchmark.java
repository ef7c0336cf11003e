package io.nudger.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.nudger.check.CheckResult;
import io.nudger.wire.MalformedResultException;
import io.nudger.wire.WireFormat;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A typical result to bytes and back. */
@State(Scope.Benchmark)
public class CodecBenchmark {
    private final CheckResult result = new TypicalResults().next();
    private final byte[] json = WireFormat.JSON.codec().encode(result);
    private final byte[] protobuf = WireFormat.PROTOBUF.codec().encode(result);
    private final JsonFactory factory = new JsonFactory();

    @Benchmark
    public byte[] jsonEncode() {
        return WireFormat.JSON.codec().encode(result);
    }

    @Benchmark
    public CheckResult jsonDecode() throws MalformedResultException {
        return WireFormat.JSON.codec().decode(json);
    }

    /** The least that anybody who reads JSON with Jackson does. */
    @Benchmark
    @MicroReference("Jackson's tokens alone")
    public int jsonDecodeReference() throws IOException {
        int tokens = 0;
        try (JsonParser parser = factory.createParser(json)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }

    @Benchmark
    public byte[] protobufEncode() {
        return WireFormat.PROTOBUF.codec().encode(result);
    }

    @Benchmark
    public CheckResult protobufDecode() throws MalformedResultException {
        return WireFormat.PROTOBUF.codec().decode(protobuf);
    }
}
