package dev.espalier.compile;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.layer.sequence.Recurrent;
import dev.espalier.torch.Cudnn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lays a recurrent layer's weights side by side when a GPU first computes with them. */
final class RecurrentWeights {
  private final Recurrent layer;
  private volatile @Nullable NDArray packed;

  RecurrentWeights(Recurrent layer) {
    this.layer = layer;
  }

  /**
   * Packs the weights, unless they are packed already or lie on a CPU.
   *
   * @param x the input, shape {@code (batch, steps, values)}
   */
  @SuppressWarnings("ReferenceEquality") // A loaded network has other arrays, of any values.
  void pack(List<NDArray> weights, NDArray x) {
    if (!x.getDevice().isGpu() || packed == weights.get(0)) {
      return;
    }
    synchronized (this) {
      if (packed != weights.get(0)) {
        Cudnn.pack(weights, mode(), x.size(2), layer.units());
        packed = weights.get(0);
      }
    }
  }

  private int mode() {
    return switch (layer.cell()) {
      case RNN -> 1;
      case LSTM -> 2;
      case GRU -> 3;
    };
  }
}
