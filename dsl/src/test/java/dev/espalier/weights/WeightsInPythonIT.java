package dev.espalier.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Python writes is read here, and what is written here is read by Python. */
final class WeightsInPythonIT {
  private static final int NO_TORCH = 77;
  private static final String CHECKS =
      """
      import sys
      try:
          import torch, numpy
      except ImportError:
          sys.exit(77)
      """;
  private static final String WRITES =
      """
      import sys, collections, numpy, torch
      folder = sys.argv[1] + '/'
      base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
      state = collections.OrderedDict(
          turned=base.t(), row=base[1], column=base[:, 2], part=base[1:3, 2:5], whole=base, half=base.half() / 3,
          bfloat=(base / 3).bfloat16(), double=base.double() / 3, int=base.int(), bool=base > 3, byte=base.byte(),
          scalar=torch.tensor(2.5), empty=torch.zeros(0, 3), parameter=torch.nn.Parameter(base * 2),
          char=(-base).char(), short=(-base).short(), long=base.long())
      torch.save(state, folder + 'new.pt')
      torch.save(state, folder + 'old.pth', _use_new_zipfile_serialization=False)
      torch.save(state, folder + 'protocol5.pt', pickle_protocol=5)
      torch.save({'epoch': 3, 'rate': 0.1, 'state_dict': state, 'type': torch.float32, 'device': torch.device('cpu'),
                  'optimizer': {'state': {0: {'step': 1}}, 'groups': [{'lr': 0.1, 'params': [0]}]}}, folder + 'checkpoint.pt')
      arrays = {k: v.detach().float().numpy() if k == 'bfloat' else v.detach().numpy() for k, v in state.items()}
      numpy.savez(folder + 'plain.npz', **arrays)
      numpy.savez_compressed(folder + 'packed.npz', **{k: numpy.asfortranarray(v) if v.ndim else v for k, v in arrays.items()})
      numpy.savez(folder + 'big.npz', **{k: v.astype(v.dtype.newbyteorder('>')) for k, v in arrays.items()})
      try:
          import safetensors.torch
          safetensors.torch.save_file({k: v.detach().clone().contiguous() for k, v in state.items()}, folder + 'all.safetensors')
      except ImportError:
          pass
      """;
  private static final String READS =
      """
      import sys, numpy, torch
      folder = sys.argv[1] + '/'
      def shown(arrays):
          return '\\n'.join(k + ' ' + str(list(v.shape)) + ' ' + str(v.dtype).replace('torch.', '') + ' '
                           + str([float(x) for x in v.flatten()]) for k, v in arrays.items())
      open(folder + 'pt.txt', 'w').write(shown(torch.load(folder + 'w.pt', weights_only=True)))
      open(folder + 'npz.txt', 'w').write(shown(dict(numpy.load(folder + 'w.npz', allow_pickle=False))))
      try:
          import safetensors.numpy
          open(folder + 'safetensors.txt', 'w').write(shown(safetensors.numpy.load_file(folder + 'w.safetensors')))
      except ImportError:
          pass
      """;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Test
  void readsWhatPythonWrites() throws Exception {
    run(WRITES);

    for (String name :
        List.of(
            "new.pt",
            "old.pth",
            "protocol5.pt",
            "checkpoint.pt",
            "plain.npz",
            "packed.npz",
            "big.npz",
            "all.safetensors")) {
      if (Files.exists(folder.resolve(name))) {
        Map<String, TensorData> read = StateDict.read(folder.resolve(name)).tensors();

        assertThat(read).as(name).containsExactlyInAnyOrderEntriesOf(written());
      }
    }
    assertThat(folder.resolve("big.npz")).exists();
  }

  @Test
  void pythonReadsWhatIsWrittenHere() throws Exception {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    tensors.put("h1.weight", TensorData.of(new float[] {1, 2.5f, -3, 4, 5, 6}, 2, 3));
    tensors.put("h1.bias", TensorData.of(new double[] {0.1, 0.2}, 2));
    tensors.put("steps", TensorData.of(new long[] {1L << 40}));
    StateDict weights = StateDict.of(tensors);
    List.of("w.pt", "w.npz", "w.safetensors")
        .forEach(name -> weights.writeTo(folder.resolve(name)));

    run(READS);

    for (String format : List.of("pt", "npz", "safetensors")) {
      Path said = folder.resolve(format + ".txt");
      if (Files.exists(said)) {
        assertThat(Files.readString(said).lines())
            .as(format)
            .containsExactlyInAnyOrder(
                "h1.weight [2, 3] float32 [1.0, 2.5, -3.0, 4.0, 5.0, 6.0]",
                "h1.bias [2] float64 [0.1, 0.2]",
                "steps [] int64 [1099511627776.0]");
      }
    }
    assertThat(folder.resolve("pt.txt")).exists();
  }

  /** Gives what the program writes, as it is read. */
  private static Map<String, TensorData> written() {
    Map<String, TensorData> all = new LinkedHashMap<>();
    float[] base = floats(24);
    float[] turned = new float[24];
    IntStream.range(0, 24).forEach(i -> turned[i] = i % 4 * 6 + i / 4);
    float[] half = new float[24];
    float[] bfloat = new float[24];
    double[] thirds = new double[24];
    float[] doubled = new float[24];
    long[] longs = new long[24];
    long[] negative = new long[24];
    long[] above = new long[24];
    for (int i = 0; i < 24; i++) {
      thirds[i] = i / 3.0;
      half[i] = rounded(i, 11);
      bfloat[i] = rounded(i, 8);
      doubled[i] = 2 * i;
      longs[i] = i;
      negative[i] = -i;
      above[i] = i > 3 ? 1 : 0;
    }
    all.put("turned", TensorData.of(turned, 6, 4));
    all.put("row", TensorData.of(new float[] {6, 7, 8, 9, 10, 11}, 6));
    all.put("column", TensorData.of(new float[] {2, 8, 14, 20}, 4));
    all.put("part", TensorData.of(new float[] {8, 9, 10, 14, 15, 16}, 2, 3));
    all.put("whole", TensorData.of(base, 4, 6));
    all.put("half", TensorData.of(half, 4, 6));
    all.put("bfloat", TensorData.of(bfloat, 4, 6));
    all.put("double", TensorData.of(thirds, 4, 6));
    all.put("scalar", TensorData.of(new float[] {2.5f}));
    all.put("empty", TensorData.of(new float[0], 0, 3));
    all.put("parameter", TensorData.of(doubled, 4, 6));
    for (String name : List.of("int", "byte", "long")) {
      all.put(name, TensorData.of(longs, 4, 6));
    }
    for (String name : List.of("char", "short")) {
      all.put(name, TensorData.of(negative, 4, 6));
    }
    all.put("bool", TensorData.of(above, 4, 6));
    return all;
  }

  private static float[] floats(int count) {
    float[] values = new float[count];
    IntStream.range(0, count).forEach(i -> values[i] = i);
    return values;
  }

  /** Gives a third of a number, rounded to even at so many bits. */
  private static float rounded(int number, int bits) {
    if (number == 0) {
      return 0;
    }
    // Both round twice: to 32 bits, and to those of the narrow type.
    double third = (float) (number / 3.0);
    int exponent = Math.getExponent(third);
    return (float)
        Math.scalb(Math.rint(Math.scalb(third, bits - 1 - exponent)), exponent - bits + 1);
  }

  private void run(String program) throws Exception {
    Path log = folder.resolve("log");
    int code = NO_TORCH;
    for (String python : List.of("python3", "/usr/bin/python3")) {
      try {
        code = code == NO_TORCH ? start(python, CHECKS + program, log) : code;
      } catch (IOException absent) {
        // The next one may be there.
      }
    }
    assumeTrue(code != NO_TORCH, "no python3 with torch; Debian has it as python3-torch");
    assertThat(code).as(Files.readString(log)).isZero();
  }

  private int start(String python, String program, Path log) throws Exception {
    return new ProcessBuilder(python, "-W", "ignore", "-c", program, folder.toString())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start()
        .waitFor();
  }
}
