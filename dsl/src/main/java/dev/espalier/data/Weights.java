package dev.espalier.data;

import dev.espalier.describe.problem.Given;
import dev.espalier.weights.StateDict;
import java.nio.file.Path;

/**
 * Weights from a file, such as {@code given(network,
 * Weights.read(Path.of("student.safetensors")))}.
 */
public final class Weights {
  private Weights() {}

  /**
   * Reads the tensors of a file: safetensors, arrays of numpy ({@code .npz}, {@code .npy}), or a
   * state dict of PyTorch's ({@code .pt}, {@code .pth}), told apart by what it holds.
   *
   * @throws dev.espalier.weights.WeightsException if the file is damaged, or holds anything else
   */
  public static StateDict read(Path path) {
    Given.all("path", path);
    return StateDict.read(path);
  }
}
