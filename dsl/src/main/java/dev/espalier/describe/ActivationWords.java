package dev.espalier.describe;

import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.layer.basic.Glu;
import dev.espalier.describe.layer.basic.Prelu;

/** The words for functions after a layer. */
abstract class ActivationWords extends ImageWords {

  /** Sets the activation of the layer before; after one that has its own, adds an identity. */
  public abstract NetworkBuilder activation(Activation activation);

  /** Sets the activation of the layer before to max(x, 0). */
  public NetworkBuilder relu() {
    return activation(Activation.of(Activation.Kind.RELU));
  }

  /** Sets the activation of the layer before to max(x, 0.01 x). */
  public NetworkBuilder leakyRelu() {
    return activation(Activation.of(Activation.Kind.LEAKY_RELU));
  }

  /** Sets the activation of the layer before to {@code x} above 0, {@code slope x} below. */
  public NetworkBuilder leakyRelu(double slope) {
    return activation(new Activation(Activation.Kind.LEAKY_RELU, slope));
  }

  /** Sets the activation of the layer before to min(max(x, 0), 6). */
  public NetworkBuilder relu6() {
    return activation(Activation.of(Activation.Kind.RELU6));
  }

  /** Sets the activation of the layer before to an exponential linear unit. */
  public NetworkBuilder elu() {
    return activation(Activation.of(Activation.Kind.ELU));
  }

  /** Sets the activation of the layer before to a Gaussian error linear unit. */
  public NetworkBuilder gelu() {
    return activation(Activation.of(Activation.Kind.GELU));
  }

  /** Sets the activation of the layer before to the Gaussian error linear unit by tanh. */
  public NetworkBuilder geluTanh() {
    return activation(Activation.of(Activation.Kind.GELU_TANH));
  }

  /** Sets the activation of the layer before to a scaled exponential linear unit. */
  public NetworkBuilder selu() {
    return activation(Activation.of(Activation.Kind.SELU));
  }

  /** Sets the activation of the layer before to a continuously differentiable elu. */
  public NetworkBuilder celu() {
    return activation(Activation.of(Activation.Kind.CELU));
  }

  /**
   * Sets the activation of the layer before to {@code x} above 0, {@code scale (exp(x / scale) -
   * 1)} below.
   */
  public NetworkBuilder celu(double scale) {
    return activation(new Activation(Activation.Kind.CELU, scale));
  }

  /** Sets the activation of the layer before to x tanh(log(1 + exp(x))). */
  public NetworkBuilder mish() {
    return activation(Activation.of(Activation.Kind.MISH));
  }

  /** Sets the activation of the layer before to x sigmoid(x). */
  public NetworkBuilder silu() {
    return activation(Activation.of(Activation.Kind.SILU));
  }

  /** Sets the activation of the layer before to the logistic function. */
  public NetworkBuilder sigmoid() {
    return activation(Activation.of(Activation.Kind.SIGMOID));
  }

  /** Sets the activation of the layer before to the hyperbolic tangent. */
  public NetworkBuilder tanh() {
    return activation(Activation.of(Activation.Kind.TANH));
  }

  /** Sets the activation of the layer before to exp(x). */
  public NetworkBuilder exp() {
    return activation(Activation.of(Activation.Kind.EXP));
  }

  /** Sets the activation of the layer before to log(1 + exp(x)). */
  public NetworkBuilder softplus() {
    return activation(Activation.of(Activation.Kind.SOFTPLUS));
  }

  /** Sets the activation of the layer before to log(1 + exp(beta x)) / beta. */
  public NetworkBuilder softplus(double beta) {
    return activation(new Activation(Activation.Kind.SOFTPLUS, beta));
  }

  /** Sets the activation of the layer before to x / (1 + |x|). */
  public NetworkBuilder softsign() {
    return activation(Activation.of(Activation.Kind.SOFTSIGN));
  }

  /** Sets the activation of the layer before to the logarithm of the logistic function. */
  public NetworkBuilder logSigmoid() {
    return activation(Activation.of(Activation.Kind.LOG_SIGMOID));
  }

  /** Sets the activation of the layer before to x, but 0 within this width on both sides of 0. */
  public NetworkBuilder hardShrink(double width) {
    return activation(new Activation(Activation.Kind.HARD_SHRINK, width));
  }

  /** Sets the activation of the layer before to x nearer to 0 by this width, and 0 within it. */
  public NetworkBuilder softShrink(double width) {
    return activation(new Activation(Activation.Kind.SOFT_SHRINK, width));
  }

  /** Sets the activation of the layer before to the sine. */
  public NetworkBuilder sine() {
    return activation(Activation.of(Activation.Kind.SINE));
  }

  /** Sets the activation of the layer before to the sine of a multiple. */
  public NetworkBuilder sine(double frequency) {
    return activation(new Activation(Activation.Kind.SINE, frequency));
  }

  /** Sets the activation of the layer before to x clipped to [-1, 1]. */
  public NetworkBuilder hardTanh() {
    return activation(Activation.of(Activation.Kind.HARD_TANH));
  }

  /** Sets the activation of the layer before to x/6 + 1/2 clipped to [0, 1]. */
  public NetworkBuilder hardSigmoid() {
    return activation(Activation.of(Activation.Kind.HARD_SIGMOID));
  }

  /** Sets the activation of the layer before to x hardSigmoid(x). */
  public NetworkBuilder hardSwish() {
    return activation(Activation.of(Activation.Kind.HARD_SWISH));
  }

  /** Sets the activation of the layer before to exp(x) over its sum along the last axis. */
  public NetworkBuilder softmax() {
    return activation(Activation.of(Activation.Kind.SOFTMAX));
  }

  /** Sets the activation of the layer before to the logarithm of {@link #softmax()}. */
  public NetworkBuilder logSoftmax() {
    return activation(Activation.of(Activation.Kind.LOG_SOFTMAX));
  }

  /** Adds a leaky relu whose one slope is learned, from 0.25 on (arXiv 1502.01852). */
  public NetworkBuilder prelu() {
    return layer(Prelu.shared());
  }

  /** Adds a leaky relu with a learned slope for each channel, from 0.25 on. */
  public NetworkBuilder preluOfChannels() {
    return layer(Prelu.ofChannels());
  }

  /** Halves the channels: the first half, gated by the sigmoid of the second. */
  public NetworkBuilder glu() {
    return layer(new Glu());
  }
}
