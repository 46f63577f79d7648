/**
 * LibTorch from Java: gradients, fused optimizers, and operators that DJL does not offer.
 *
 * <p>This is the one place that knows DJL's native PyTorch interface. An operator is a few lines of
 * TorchScript: {@link dev.espalier.torch.Script} writes them into an archive, loads it, and calls
 * them. So no other native library is needed, and every operator runs on CPU and CUDA alike.
 */
@NullMarked
package dev.espalier.torch;

import org.jspecify.annotations.NullMarked;
