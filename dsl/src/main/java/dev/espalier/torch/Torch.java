package dev.espalier.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** LibTorch as a whole: whether it is there, its devices and threads, and views of its arrays. */
public final class Torch {
  /** The name under which DJL knows it. */
  public static final String ENGINE = "PyTorch";

  /** The most threads that one operator may use; more would end the process. */
  public static final int MOST_THREADS = 1024;

  private Torch() {}

  /** Says whether LibTorch and its native files can be loaded; loads them if so. */
  public static boolean isAvailable() {
    if (!Engine.hasEngine(ENGINE)) {
      return false;
    }
    try {
      Engine.getEngine(ENGINE);
      return true;
    } catch (EngineException | UnsatisfiedLinkError e) {
      return false;
    }
  }

  /** Says whether an array is LibTorch's. */
  public static boolean owns(NDArray array) {
    return array instanceof PtNDArray;
  }

  /** Gives the devices that work, accelerators first and the CPU last. */
  public static List<Device> devices() {
    int accelerators = Engine.getEngine(ENGINE).getGpuCount();
    return Stream.concat(
            IntStream.range(0, accelerators).mapToObj(Device::gpu), Stream.of(Device.cpu()))
        .toList();
  }

  /** Gives the number of threads that one operator uses. */
  public static int threads() {
    Engine.getEngine(ENGINE);
    return JniUtils.getNumThreads();
  }

  /**
   * Refuses a number of threads that LibTorch cannot start; nothing is loaded for it.
   *
   * @throws IllegalArgumentException if it is below 1, or above {@link #MOST_THREADS}
   */
  public static void requireThreads(int threads) {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          "threads(%s): needed a number from 1 to %s. Try threads(1)."
              .formatted(threads, MOST_THREADS));
    }
  }

  /**
   * Sets the number of threads that one operator uses, for the whole process.
   *
   * <p>Set it before anything is computed: threads that have computed already may keep theirs.
   *
   * @throws IllegalArgumentException if it is below 1, or above {@link #MOST_THREADS}
   */
  public static void setThreads(int threads) {
    requireThreads(threads);
    Engine.getEngine(ENGINE);
    JniUtils.setNumThreads(threads);
  }

  /**
   * Gives one value in an array's type and on its manager's device, in memory of LibTorch's own.
   *
   * <p>Use it wherever gradients are recorded: DJL's {@code x.mul(2.0)} puts the number into a Java
   * buffer that is free to be collected as soon as the call returns, while LibTorch still keeps its
   * address to multiply gradients by it.
   */
  public static NDArray scalar(NDArray like, double value) {
    return scalar(like.getManager(), like.getDataType(), value);
  }

  /** Gives one value on a manager's device, in memory of LibTorch's own. */
  public static NDArray scalar(NDManager owner, DataType type, double value) {
    return JniUtils.full(
        (PtNDManager) owner, new Shape(), value, type, owner.getDevice(), SparseFormat.DENSE);
  }

  /**
   * Gives the rows {@code from} to {@code to}, the latter left out, as a view.
   *
   * <p>No value is copied: a change of the view is a change of the array. The view belongs to the
   * array's manager, and to the open {@code NDScope} if there is one.
   */
  public static NDArray slice(NDArray array, long from, long to) {
    return slice(array, 0, from, to);
  }

  /** Gives a part along an axis as {@link #slice(NDArray, long, long)} gives rows, as a view. */
  public static NDArray slice(NDArray array, int axis, long from, long to) {
    return JniUtils.slice((PtNDArray) array, axis, from, to, 1);
  }

  /**
   * Gives rows in the order of their numbers, as a copy.
   *
   * @param array any shape with one axis at least
   * @param numbers INT64, shape {@code (count)}
   */
  public static NDArray rows(NDArray array, NDArray numbers) {
    if (array.getShape().dimension() == 2) {
      // Measured: less than half the time of indexing.
      return JniUtils.embedding((PtNDArray) numbers, (PtNDArray) array, false);
    }
    return array.get(numbers);
  }

  /**
   * Refuses a target of another shape than the prediction that it is subtracted from: LibTorch
   * would stretch {@code (batch)} against {@code (batch, 1)} to {@code (batch, batch)}.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public static void requireSameShape(NDArray prediction, NDArray target) {
    if (!prediction.getShape().equals(target.getShape())) {
      throw new IllegalArgumentException(
          "loss: the prediction has shape %s, the target %s; needed equal ones. Try a reshape."
              .formatted(prediction.getShape(), target.getShape()));
    }
  }

  /**
   * Gives the number in an array of one FLOAT32 or FLOAT64 value, waiting for it where an
   * accelerator still computes it.
   *
   * <p>It is ten times faster than {@code getFloat()}, which looks the value up by an index.
   */
  public static double value(NDArray one) {
    return one.getDataType() == DataType.FLOAT64 ? one.toDoubleArray()[0] : one.toFloatArray()[0];
  }
}
