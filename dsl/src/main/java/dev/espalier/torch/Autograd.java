package dev.espalier.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Records gradients on one thread, runs them backward, and reads them.
 *
 * <p>DJL's {@code GradientCollector} may exist once in the process; this may be used on as many
 * threads as there are runs:
 *
 * <pre>{@code
 * try (NDScope step = new NDScope();
 *     Autograd.Mode recording = Autograd.recording()) {
 *   Autograd.backward(loss(network(batch)));
 * }
 * }</pre>
 *
 * <p>Gradients add up in the leaves until they are cleared. A thread starts with recording
 * <em>on</em> unless it loaded the engine, so a worker that only predicts opens {@link #paused()}.
 */
public final class Autograd {
  private Autograd() {}

  /** Records what this thread computes until the mode is closed. */
  public static Mode recording() {
    return new Mode(true);
  }

  /** Records nothing of what this thread computes until the mode is closed. */
  public static Mode paused() {
    return new Mode(false);
  }

  /** Says whether this thread records. */
  public static boolean isRecording() {
    return JniUtils.isGradMode();
  }

  /**
   * Adds the loss's gradients to the leaves it was computed from, and frees what was recorded.
   *
   * @param loss one value, of shape {@code ()} or {@code (1)}
   * @throws IllegalArgumentException if it has several values
   * @throws IllegalStateException if nothing was recorded
   */
  public static void backward(NDArray loss) {
    Shape shape = loss.getShape();
    if (shape.size() != 1) {
      throw new IllegalArgumentException(
          "backward: the loss has shape %s, and must be one value. Try loss.mean()."
              .formatted(shape));
    }
    try (PtNDArray one = ones(loss, shape)) {
      backward(loss, one);
    }
  }

  /**
   * Adds gradients to the leaves, given the gradient of an output of any shape.
   *
   * @throws IllegalStateException if nothing was recorded
   */
  public static void backward(NDArray output, NDArray gradient) {
    try {
      JniUtils.backward((PtNDArray) output, (PtNDArray) gradient, false, false);
    } catch (EngineException e) {
      throw explained(e);
    }
  }

  /** Says what to do where nothing was recorded; any other failure stays as it is. */
  static RuntimeException explained(EngineException e) {
    return String.valueOf(e.getMessage()).contains("does not require grad")
        ? new IllegalStateException(
            "backward: nothing was recorded on the way to the output. Try Autograd.recording() around the forward pass, and a parameter that is not frozen.",
            e)
        : e;
  }

  /** Gives a new leaf with the same values: gradients end here, and its own can be read. */
  public static NDArray leaf(NDArray array) {
    NDArray leaf = detach(array);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  /** Gives the same values without their history, as a view. */
  public static NDArray detach(NDArray array) {
    return JniUtils.detachGradient((PtNDArray) array);
  }

  /**
   * Says whether a gradient would flow through an array: it is a leaf, or was computed from one.
   */
  public static boolean isRecorded(NDArray array) {
    // DJL's hasGradient() says so of leaves alone.
    try (NDArray recorded = Operators.script().call("is_recorded", array)) {
      return recorded.getBoolean();
    }
  }

  /** Says whether a leaf has received a gradient; one that was cleared counts, and is 0. */
  public static boolean hasGradient(NDArray leaf) {
    try (PtNDArray gradient = JniUtils.getGradient((PtNDArray) leaf)) {
      return gradient != null;
    }
  }

  /**
   * Gives the gradient that a leaf has received, as a view that goes on changing with it.
   *
   * <p>Each call makes a new handle on the leaf's manager: close it, or open an {@code NDScope}.
   *
   * @throws IllegalStateException if it has received none
   */
  public static NDArray gradient(NDArray leaf) {
    PtNDArray gradient = JniUtils.getGradient((PtNDArray) leaf);
    if (gradient == null) {
      throw new IllegalStateException(
          "gradient of %s %s: none was received. Try backward(...) first, of a loss that depends on it."
              .formatted(leaf.getDataType(), leaf.getShape()));
    }
    return gradient;
  }

  /** Sets a leaf's gradient to 0 in place; does nothing where there is none. */
  public static void clearGradient(NDArray leaf) {
    JniUtils.zeroGrad((PtNDArray) leaf);
  }

  /** Gives a leaf a gradient of zeros where it has none. */
  public static void ensureGradient(NDArray leaf) {
    if (!hasGradient(leaf)) {
      try (Mode recording = recording();
          NDArray factor = Torch.scalar(leaf, 0);
          NDArray zero = leaf.mul(factor);
          PtNDArray ones = ones(leaf, leaf.getShape())) {
        backward(zero, ones);
      }
    }
  }

  private static PtNDArray ones(NDArray like, Shape shape) {
    return JniUtils.createOnesNdArray(
        (PtNDManager) like.getManager(),
        shape,
        like.getDataType(),
        like.getDevice(),
        like.getSparseFormat());
  }

  /** A thread's mode of recording; closing it brings back the one before. */
  public static final class Mode implements AutoCloseable {
    private final boolean before = JniUtils.isGradMode();
    private final Thread thread = Thread.currentThread();

    private Mode(boolean recording) {
      JniUtils.setGradMode(recording);
    }

    /**
     * Brings back the mode that was there before.
     *
     * @throws IllegalStateException on another thread than the one that opened it
     */
    @Override
    public void close() {
      if (Thread.currentThread() != thread) {
        throw new IllegalStateException(
            "gradient mode: thread %s opened it and %s closes it. Try one thread for both."
                .formatted(thread.getName(), Thread.currentThread().getName()));
      }
      JniUtils.setGradMode(before);
    }
  }
}
