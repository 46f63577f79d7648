package dev.espalier.compile;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import com.sun.management.OperatingSystemMXBean;
import dev.espalier.check.CheckException;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.ParameterSpec;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The least memory that a hierarchy takes, held against what there is before anything is allocated.
 *
 * <p>Counted are the parameters of all networks; of those that a stage trains also gradients, the
 * optimizer's values, and what the layers with parameters give for one batch. Everything else comes
 * on top, so what is refused could not have run. On an accelerator only the heap counts, in which
 * starting values are drawn.
 */
public final class Footprint {
  private static final double GIB = 1L << 30;

  private final CheckedHierarchy hierarchy;
  private final int bytes;
  private final List<Problem> problems = new ArrayList<>();

  private Footprint(CheckedHierarchy hierarchy, DataType type) {
    this.hierarchy = hierarchy;
    this.bytes = type.getNumOfBytes();
  }

  /**
   * Refuses a hierarchy whose parameters alone are too many.
   *
   * @throws CheckException if they do not fit
   */
  static void require(CheckedHierarchy hierarchy, DataType type, Device device) {
    requireToTrain(hierarchy, type, device, 0, 0);
  }

  /**
   * Refuses a hierarchy that is too large to train.
   *
   * @param kept the number of gradients and of values that the optimizer keeps
   * @param outputs the number of values that the layers give for one batch
   * @throws CheckException if it does not fit
   */
  public static void requireToTrain(
      CheckedHierarchy hierarchy, DataType type, Device device, long kept, long outputs) {
    long memory = device.isGpu() ? Long.MAX_VALUE : machine();
    require(hierarchy, type, kept, outputs, memory, Runtime.getRuntime().maxMemory());
  }

  static void require(
      CheckedHierarchy hierarchy, DataType type, long kept, long outputs, long memory, long heap) {
    Footprint footprint = new Footprint(hierarchy, type);
    footprint.checkHeap(heap);
    footprint.checkMemory(kept, outputs, memory);
    if (!footprint.problems.isEmpty()) {
      throw new CheckException("hierarchy '" + hierarchy.name() + "'", footprint.problems);
    }
  }

  private static long machine() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize() + system.getTotalSwapSpaceSize()
        : Long.MAX_VALUE;
  }

  private void checkHeap(long heap) {
    // Drawn as doubles, then copied as floats.
    int drawn = Double.BYTES + (bytes == Float.BYTES ? Float.BYTES : 0);
    for (CheckedNetwork network : hierarchy.networks()) {
      for (CheckedLayer layer : network.layers()) {
        for (ParameterSpec spec : layer.parameters()) {
          double needed = (double) drawn * spec.dims().count();
          if (needed > heap) {
            problems.add(
                new Problem(
                    "layer " + network.name() + "." + layer.name(),
                    "its %s %s takes %s of Java's heap while it is drawn, and the heap has %s"
                        .formatted(spec.name(), spec.dims(), gib(needed), gib((double) heap)),
                    "fewer units, or java -Xmx%sg".formatted((long) Math.ceil(needed / GIB) + 1)));
          }
        }
      }
    }
  }

  private void checkMemory(long kept, long outputs, long memory) {
    double parameters = parameters();
    double values = parameters + kept;
    if (values * bytes > memory) {
      problems.add(
          new Problem(
              "memory",
              "the %s parameters take %s%s, and this machine has %s"
                  .formatted(
                      count(parameters),
                      gib(values * bytes),
                      kept == 0 ? "" : " with gradients and what the optimizer keeps",
                      gib((double) memory)),
              "at most " + count(memory / (double) bytes * parameters / values) + " parameters"));
    } else if ((values + outputs) * bytes > memory) {
      problems.add(
          new Problem(
              "memory",
              "what the layers give for one batch takes %s, and this machine has %s"
                  .formatted(gib((double) outputs * bytes), gib((double) memory)),
              "a smaller batch, or smaller layers"));
    }
  }

  private double parameters() {
    return hierarchy.networks().stream()
        .flatMap(network -> network.layers().stream())
        .mapToDouble(layer -> (double) layer.trainable() + layer.statistics())
        .sum();
  }

  private static String count(double values) {
    return values < 1e6
        ? String.format(Locale.ROOT, "%,.0f", values)
        : String.format(Locale.ROOT, "%,.1f million", values / 1e6);
  }

  private static String gib(double bytes) {
    return String.format(Locale.ROOT, "%,.1f GiB", bytes / GIB);
  }
}
