package dev.espalier.examples;

import dev.espalier.data.rows.Rows;
import dev.espalier.describe.value.Dims;
import dev.espalier.identity.RowsHash;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Measures how many bytes of data a second a training's identity takes in, before its first epoch.
 *
 * <p>The data are 25,000 images of 28 x 28, as 32-bit values and as unsigned bytes; a second counts
 * while the processor works on it. One thread.
 *
 * <p>Argument: the number of rounds (5), of which the last counts.
 */
public final class HashSpeed {
  /** What can be given, in this order. */
  @Command(description = "How many bytes of data a second a training's identity takes in.")
  static final class Given {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "rounds",
        description = "How often each is measured; the last counts.",
        converter = Program.AtLeastOne.class)
    int rounds = 5;
  }

  private static final int ROWS = 25_000;
  private static final Dims PIXELS = Dims.of(784);

  private HashSpeed() {}

  /** Measures, and prints gigabytes a second, of 4 bytes a value whatever it is kept in. */
  public static void main(String... args) {
    Program.start(HashSpeed.class, new Given(), args, given -> run(given.rounds));
  }

  private static void run(int rounds) {
    SplittableRandom random = new SplittableRandom(1);
    float[] floats = new float[ROWS * 784];
    byte[] bytes = new byte[floats.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) random.nextDouble();
      bytes[i] = (byte) random.nextInt();
    }

    measure("32-bit values", Rows.of(floats, PIXELS), rounds);
    measure("bytes", Rows.ofBytes(bytes, 1 / 255.0, PIXELS), rounds);
  }

  private static void measure(String name, Rows rows, int rounds) {
    double speed = 0;
    String hash = "";
    for (int round = 0; round < rounds; round++) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      hash = RowsHash.of(rows);
      long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
      speed = 4.0 * rows.size() * rows.width() / nanos;
    }
    System.out.printf(Locale.ROOT, "%s: %.2f GB/s, %s%n", name, speed, hash);
  }
}
