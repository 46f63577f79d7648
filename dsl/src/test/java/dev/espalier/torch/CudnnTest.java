package dev.espalier.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
final class CudnnTest {
  @Test
  void tellsLibTorchToComputeInThirtyTwoBitsAndInAFixedOrder() {
    boolean told = Cudnn.exact();

    assertThat(told).isTrue();
    assertThat(flag("_ZNK2at7Context18deterministicCuDNNEv")).isTrue();
  }

  private static boolean flag(String function) {
    Path file = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cpu"));
    NativeLibrary library = NativeLibrary.getInstance(file.toString());
    Pointer context = library.getFunction("_ZN2at13globalContextEv").invokePointer(new Object[0]);
    return (library.getFunction(function).invokeInt(new Object[] {context}) & 0xff) == 1;
  }
}
