package dev.espalier.torch;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * Products of 16-bit copies of 32-bit numbers, which GPUs with tensor cores compute several times
 * faster.
 *
 * <p>A copy in bfloat16 has the range of a 32-bit number and 8 of its 24 significant bits, so a
 * value is off by up to 1/256 of itself and none overflows. The product's terms are added in 32
 * bits and the sum is rounded once more; the bias is added to it in 32 bits. Gradients pass through
 * products of the same kind and reach input, weight and bias in the type of these.
 */
public final class Bfloat16 {
  private Bfloat16() {}

  /**
   * Gives {@code x weight^T + bias}, in the type of the weight.
   *
   * @param x shape {@code (batch, ..., in)}
   * @param weight shape {@code (out, in)}
   * @param bias shape {@code (out)}, or null for none
   */
  public static NDArray linear(NDArray x, NDArray weight, @Nullable NDArray bias) {
    Script script = Operators.script();
    return bias == null
        ? script.call("linear_bf16", x, weight)
        : script.call("linear_bf16_biased", x, weight, bias);
  }

  /**
   * Gives the convolution plus the bias, in the type of the weight.
   *
   * @param x shape {@code (batch, in, height, width)}
   * @param weight shape {@code (out, in / groups, height, width)}
   * @param bias shape {@code (out)}, or null for none
   * @param stride the distance between windows, in both directions
   * @param padding the zeros added at each edge
   * @param dilation the distance between a window's elements
   * @param groups how many parts the channels are in that do not see each other
   */
  public static NDArray convolution(
      NDArray x,
      NDArray weight,
      @Nullable NDArray bias,
      int stride,
      int padding,
      int dilation,
      int groups) {
    Script script = Operators.script();
    return bias == null
        ? script.call("conv2d_bf16", x, weight, stride, padding, dilation, groups)
        : script.call("conv2d_bf16_biased", x, weight, bias, stride, padding, dilation, groups);
  }
}
