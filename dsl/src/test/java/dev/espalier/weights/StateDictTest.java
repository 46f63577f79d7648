package dev.espalier.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StateDictTest {
  private static final StateDict MADE = made();

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"w.safetensors", "w.npz", "w.pt", "W.PTH", "deeper/down/w.pt"})
  void whatIsWrittenIsReadBitForBitAndInOrder(String name) throws IOException {
    Path written = MADE.writeTo(folder.resolve(name));

    StateDict read = StateDict.read(written);

    assertThat(read).isEqualTo(MADE);
    assertThat(read.hash()).isEqualTo(MADE.hash());
    assertThat(read.tensors().keySet()).containsExactlyElementsOf(MADE.tensors().keySet());
    try (Stream<Path> files = Files.list(written.getParent())) {
      assertThat(files).containsExactly(written);
    }
  }

  @Test
  void anArrayOfItsOwnIsCalledAsItsFile() {
    TensorData only = TensorData.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);

    Path written = StateDict.of(Map.of("h1.weight", only)).writeTo(folder.resolve("idea.npy"));

    assertThat(StateDict.read(written).tensors()).containsExactly(Map.entry("idea", only));
    assertThatThrownBy(() -> MADE.writeTo(folder.resolve("all.npy")))
        .isExactlyInstanceOf(WeightsException.class)
        .hasMessage(
            """
            file '%s' has a problem:
              name: it would hold one array, and there are 6 tensors. Try .npz."""
                .formatted(folder.resolve("all.npy")));
  }

  @Test
  void theFormatIsToldByContentAndNotByTheName() throws IOException {
    Path written = MADE.writeTo(folder.resolve("w.pt"));
    Path other = Files.move(written, folder.resolve("w.safetensors"));

    assertThat(StateDict.read(other)).isEqualTo(MADE);
  }

  @Test
  void refusesToWriteWhatHasNoFormat() {
    Path path = Path.of("weights.h5");

    assertThatThrownBy(() -> MADE.writeTo(path))
        .isExactlyInstanceOf(WeightsException.class)
        .hasMessage(
            """
            file 'weights.h5' has a problem:
              name: it ends with none of the formats that are written, .safetensors, .npz, .npy, .pt, .pth. Try weights.safetensors, or weights.pt for PyTorch.""");
    assertThat(path).doesNotExist();
  }

  @Test
  void refusesFilesThatAreNotThereOrOfNoFormat() throws IOException {
    Path text = Files.writeString(folder.resolve("w.pt"), "these are no weights");
    Path empty = Files.createFile(folder.resolve("empty.pt"));

    assertThat(refusal(folder))
        .isEqualTo(
            "path: found a folder, needed a file. Try the path of a .safetensors, .npz, .npy, .pt or .pth file.");
    assertThat(refusal(folder.resolve("none")))
        .startsWith("path: found no such file from ")
        .endsWith(". Try the path of a .safetensors, .npz, .npy, .pt or .pth file.");
    for (Path file : List.of(text, empty)) {
      assertThat(refusal(file))
          .isEqualTo(
              "beginning: it is of no format that is read here. Try a safetensors file, arrays of numpy, or a state dict that torch.save has written.");
    }
  }

  @Test
  void refusesAHeaderOfSafetensorsWhoseValuesOverlapOrLack() throws IOException {
    assertThat(
            safetensors(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                    + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                8))
        .isEqualTo(
            "tensor b: its values are at bytes 0 to 4 of 8, needed from 4 on. Try a whole copy of the file.");
    assertThat(safetensors("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8))
        .isEqualTo("values: found 8 bytes, needed 4. Try a whole copy of the file.");
    assertThat(
            safetensors(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]}}",
                8))
        .isEqualTo(
            "tensor a: F32 of [4611686018427387904, 4] has 8 bytes, needed more than there are. Try a whole copy of the file.");
    assertThat(
            safetensors("{\"a\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}}", 8))
        .isEqualTo(
            "tensor a: found values of type F8_E4M3, needed one of F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8, BOOL. Try the values in 32 bits.");
    assertThat(safetensors("{\"a\":{\"dtype\":\"F32\"", 8))
        .isEqualTo(
            "header: it is no whole JSON. Try a file that safetensors' save_file has written.");
  }

  @Test
  void refusesAPickleThatAsksForAnythingElseAndRunsNothing() throws IOException {
    String pickle = "cposix\nsystem\n(S'touch ran'\ntR.";
    Path file = folder.resolve("evil.pt");
    try (var out = Files.newOutputStream(file)) {
      StoredZip zip = new StoredZip(out);
      zip.add("archive/data.pkl", ByteBuffer.wrap(pickle.getBytes(StandardCharsets.UTF_8)));
      zip.finish();
    }

    assertThat(refusal(file))
        .isEqualTo(
            "part data.pkl: it asks for 'posix.system', needed dictionaries, numbers, texts and dense tensors alone."
                + " Try torch.save(model.state_dict(), path) in Python, which holds tensors alone.");
  }

  @Test
  void renamesWholeNamesAndModules() {
    StateDict weights = StateDict.of(Map.of("fc1.weight", tensor(1), "fc1.bias", tensor(2)));

    assertThat(weights.renamed(Map.of("fc1", "h1", "fc1.bias", "b")).tensors())
        .containsOnly(Map.entry("h1.weight", tensor(1)), Map.entry("b", tensor(2)));
    assertThat(weights.renamed(name -> name.replace("fc", "h")).tensors())
        .containsOnlyKeys("h1.weight", "h1.bias");
    assertThatThrownBy(() -> weights.renamed(Map.of("fc2", "h1")))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "renamed: found no tensor or module \\[fc2\\], needed some of fc1\\.\\w+, fc1\\.\\w+\\. Try one of those\\.");
    assertThatThrownBy(() -> weights.renamed(name -> "same"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("renamed: two tensors would be 'same', one of them 'fc1.");
  }

  @Test
  void takesWhatLiesUnderAModule() {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    tensors.put("net.h1.weight", tensor(1));
    tensors.put("netto.h1.weight", tensor(2));

    assertThat(StateDict.of(tensors).partial().under("net"))
        .isEqualTo(StateDict.of(Map.of("h1.weight", tensor(1))).partial());
    assertThatThrownBy(() -> StateDict.of(tensors).under("ema"))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "under(ema): found no tensor within it, needed some of net.h1.weight, netto.h1.weight. Try one of those.");
  }

  private String safetensors(String header, int values) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + values).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    return refusal(Files.write(folder.resolve("w.safetensors"), bytes.array()));
  }

  /** Gives the only problem of a file. */
  private static String refusal(Path file) {
    try {
      return "read " + StateDict.read(file);
    } catch (WeightsException e) {
      assertThat(e.problems()).hasSize(1);
      return e.problems().get(0).toString();
    }
  }

  private static TensorData tensor(float value) {
    return TensorData.of(new float[] {value}, 1);
  }

  private static StateDict made() {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    tensors.put("h1.weight", TensorData.of(new float[] {1, -0f, Float.NaN, 1e-40f, 5, 6}, 2, 3));
    tensors.put("h1.bias", TensorData.of(new double[] {Math.PI, Double.NEGATIVE_INFINITY}, 2));
    tensors.put("norm.num_batches_tracked", TensorData.of(new long[] {7}));
    tensors.put("a.deeper.name-with \"ümlaut\"", TensorData.of(new float[] {1}, 1, 1, 1, 1));
    tensors.put("none", TensorData.of(new float[0], 0, 3));
    tensors.put("Z", TensorData.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0}, 3));
    return StateDict.of(tensors);
  }
}
