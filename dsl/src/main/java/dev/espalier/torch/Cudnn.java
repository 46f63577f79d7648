package dev.espalier.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What LibTorch has to tell cuDNN, NVIDIA's library of layers, for networks on a GPU. */
public final class Cudnn {
  // C++ names as Linux's compilers write them: at::globalContext(), and its setters for a bool.
  private static final String CONTEXT = "_ZN2at13globalContextEv";
  private static final String FIXED_ORDER = "_ZN2at7Context21setDeterministicCuDNNEb";
  private static final String TENSOR_FLOAT = "_ZN2at7Context17setAllowTF32CuDNNEb";

  private Cudnn() {}

  /**
   * Lets cuDNN compute on GPUs as it is done on a CPU, for the whole process: with all bits of
   * 32-bit numbers, where LibTorch's default is TF32, which keeps 10 after the point; and adding in
   * a fixed order, where its own choice may add in whatever order threads come. So a training has
   * the same bits each time, and nearly those of a CPU. Mixed precision is faster than TF32.
   *
   * @return whether LibTorch could be told; DJL has no word for it, and this asks its library
   *     itself
   */
  public static boolean exact() {
    return Exactness.IS_SET;
  }

  /**
   * Lays a recurrent layer's weights side by side in memory, as cuDNN wants them: else it copies
   * them at every call, and LibTorch warns of that at every call. The arrays keep their values and
   * their identity.
   *
   * @param weights for each layer of the stack both weights and both biases, all on one GPU
   * @param mode cuDNN's number of the cell: 1 for tanh, 2 for LSTM, 3 for GRU
   * @param inputs the values of a step
   * @param units the values of a state
   */
  public static void pack(List<NDArray> weights, int mode, long inputs, long units) {
    // Given as they are: a call that records would get views of them, and lay out those.
    Operators.script().run("pack_recurrent", weights, mode, inputs, units, weights.size() / 4);
  }

  /** Asks once, when the first network comes to a GPU. */
  private static final class Exactness {
    static final boolean IS_SET = set();

    private static boolean set() {
      Engine.getEngine(Torch.ENGINE);
      try {
        Path file = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cpu"));
        NativeLibrary library = NativeLibrary.getInstance(file.toString());
        Pointer context = library.getFunction(CONTEXT).invokePointer(new Object[0]);
        library.getFunction(FIXED_ORDER).invokeVoid(new Object[] {context, (byte) 1});
        library.getFunction(TENSOR_FLOAT).invokeVoid(new Object[] {context, (byte) 0});
        return true;
      } catch (UnsatisfiedLinkError e) {
        LoggerFactory.getLogger(Cudnn.class).debug("LibTorch has no such function.", e);
        return false;
      }
    }
  }
}
