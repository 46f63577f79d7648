package dev.espalier.describe.layer;

import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.formula.OnnxNode;
import dev.espalier.describe.problem.Given;
import java.util.List;
import java.util.Locale;

/**
 * The function after a layer's linear part.
 *
 * @param kind which function
 * @param parameter the slope of a leaky relu, the scale of an elu and a celu, the beta of a
 *     softplus, the half width of a shrink, the frequency of a sine; 0 where the function has none
 */
public record Activation(Kind kind, double parameter) {
  /** No function. */
  public static final Activation IDENTITY = of(Kind.IDENTITY);

  /** The functions there are. */
  public enum Kind {
    /** {@code x}. */
    IDENTITY,
    /** {@code max(x, 0)}. */
    RELU,
    /** {@code min(max(x, 0), 6)}. */
    RELU6,
    /** {@code x} above 0, {@code slope x} below. */
    LEAKY_RELU,
    /** {@code x} above 0, {@code scale (exp(x) - 1)} below (arXiv 1511.07289). */
    ELU,
    /** {@code x Phi(x)}, Phi the normal distribution function (arXiv 1606.08415). */
    GELU,
    /** {@code x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2}, near {@link #GELU}. */
    GELU_TANH,
    /** {@code scale x} above 0, {@code scale alpha (exp(x) - 1)} below (arXiv 1706.02515). */
    SELU,
    /** {@code x} above 0, {@code scale (exp(x / scale) - 1)} below (arXiv 1704.07483). */
    CELU,
    /** {@code x tanh(log(1 + exp(x)))} (arXiv 1908.08681). */
    MISH,
    /** {@code x sigmoid(x)} (arXiv 1702.03118). */
    SILU,
    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID,
    /** Hyperbolic tangent. */
    TANH,
    /** {@code exp(x)}, for rates of counts. */
    EXP,
    /** {@code log(1 + exp(beta x)) / beta}. */
    SOFTPLUS,
    /** {@code x / (1 + |x|)}. */
    SOFTSIGN,
    /** {@code -log(1 + exp(-x))}. */
    LOG_SIGMOID,
    /** {@code x}, but 0 within the half width of 0. */
    HARD_SHRINK,
    /** {@code x} nearer to 0 by the half width, and 0 within it. */
    SOFT_SHRINK,
    /** {@code sin(frequency x)} (arXiv 2006.09661). */
    SINE,
    /** {@code x} clipped to [-1, 1]. */
    HARD_TANH,
    /** {@code x/6 + 1/2} clipped to [0, 1]. */
    HARD_SIGMOID,
    /** {@code x hardSigmoid(x)} (arXiv 1905.02244). */
    HARD_SWISH,
    /** {@code exp(x)} over its sum along the last axis. */
    SOFTMAX,
    /** The logarithm of {@link #SOFTMAX}. */
    LOG_SOFTMAX
  }

  /** Refuses a parameter that its function cannot have. */
  public Activation {
    Given.all("kind", kind);
    if (!(Math.abs(parameter) <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          kind + "(" + parameter + "): needed a finite 32-bit number. Try its default.");
    }
    boolean isDivisor = kind == Kind.SOFTPLUS || kind == Kind.CELU;
    boolean isWidth = kind == Kind.HARD_SHRINK || kind == Kind.SOFT_SHRINK;
    if ((isDivisor && !(parameter >= Float.MIN_NORMAL)) || (isWidth && parameter < 0)) {
      throw new IllegalArgumentException(
          "%s(%s): needed %s. Try %s."
              .formatted(
                  kind, parameter, isDivisor ? "above 0" : "at least 0", isDivisor ? "1" : "0.5"));
    }
  }

  /** Gives a function with its default parameter: leaky slope 0.01, shrinks 0.5, others 1. */
  public static Activation of(Kind kind) {
    Given.all("kind", kind);
    return new Activation(
        kind,
        switch (kind) {
          case LEAKY_RELU -> 0.01;
          case ELU, CELU, SOFTPLUS, SINE -> 1;
          case HARD_SHRINK, SOFT_SHRINK -> 0.5;
          default -> 0;
        });
  }

  /** Says whether this is no function at all. */
  public boolean isIdentity() {
    return kind == Kind.IDENTITY;
  }

  /** Gives what it computes, a formula of {@code x}. */
  public Formula formula() {
    return Formula.of(
        kind.name().toLowerCase(Locale.ROOT),
        List.of(Layer.INPUT),
        switch (kind) {
          case IDENTITY -> "x";
          case RELU -> "torch.relu(x)";
          case RELU6 -> "torch.hardtanh(x, 0.0, 6.0)";
          case LEAKY_RELU -> "torch.leaky_relu(x, " + parameter + ")";
          case ELU -> "torch.elu(x, " + parameter + ")";
          case GELU -> "torch.gelu(x)";
          case GELU_TANH -> "torch.gelu(x, approximate='tanh')";
          case SELU -> "torch.selu(x)";
          case CELU -> "torch.celu(x, " + parameter + ")";
          case MISH -> "torch.mish(x)";
          case SILU -> "torch.silu(x)";
          case SIGMOID -> "torch.sigmoid(x)";
          case TANH -> "torch.tanh(x)";
          case EXP -> "torch.exp(x)";
          case SOFTPLUS ->
              parameter == 1 ? "torch.softplus(x)" : "torch.softplus(x, " + parameter + ")";
          case SOFTSIGN -> "x / (1.0 + torch.abs(x))";
          case LOG_SIGMOID -> "torch.log_sigmoid(x)";
          case HARD_SHRINK -> "torch.hardshrink(x, " + parameter + ")";
          case SOFT_SHRINK -> "torch.softshrink(x, " + parameter + ")";
          case SINE -> parameter == 1 ? "torch.sin(x)" : "torch.sin(x * " + parameter + ")";
          case HARD_TANH -> "torch.hardtanh(x, -1.0, 1.0)";
          case HARD_SIGMOID -> "torch.hardsigmoid(x)";
          case HARD_SWISH -> "torch.hardswish(x)";
          case SOFTMAX -> "torch.softmax(x, -1)";
          case LOG_SOFTMAX -> "torch.log_softmax(x, -1)";
        });
  }

  /** Gives the ONNX operators that compute it from {@code x}. */
  public List<OnnxNode> onnx() {
    return switch (kind) {
      case IDENTITY -> List.of();
      case RELU -> List.of(OnnxNode.of("Relu", "x"));
      case RELU6 -> clip(0, 6);
      case LEAKY_RELU -> List.of(OnnxNode.of("LeakyRelu", "x").with("alpha", parameter));
      case ELU -> List.of(OnnxNode.of("Elu", "x").with("alpha", parameter));
      // x (1 + erf(x / sqrt 2)) / 2; the operator of that name came later.
      case GELU ->
          List.of(
              OnnxNode.number("root", Math.sqrt(0.5)),
              OnnxNode.of("Mul", "x", "root").as("scaled"),
              OnnxNode.of("Erf", "scaled").as("erf"),
              OnnxNode.number("one", 1),
              OnnxNode.of("Add", "erf", "one").as("more"),
              OnnxNode.number("half", 0.5),
              OnnxNode.of("Mul", "x", "half").as("halved"),
              OnnxNode.of("Mul", "halved", "more"));
      case GELU_TANH ->
          List.of(
              OnnxNode.of("Mul", "x", "x").as("square"),
              OnnxNode.of("Mul", "square", "x").as("cube"),
              OnnxNode.number("share", 0.044715),
              OnnxNode.of("Mul", "cube", "share").as("little"),
              OnnxNode.of("Add", "x", "little").as("sum"),
              OnnxNode.number("root", Math.sqrt(2 / Math.PI)),
              OnnxNode.of("Mul", "sum", "root").as("scaled"),
              OnnxNode.of("Tanh", "scaled").as("tanh"),
              OnnxNode.number("one", 1),
              OnnxNode.of("Add", "tanh", "one").as("more"),
              OnnxNode.number("half", 0.5),
              OnnxNode.of("Mul", "x", "half").as("halved"),
              OnnxNode.of("Mul", "halved", "more"));
      case SELU -> List.of(OnnxNode.of("Selu", "x"));
      case CELU -> List.of(OnnxNode.of("Celu", "x").with("alpha", parameter));
      case MISH ->
          List.of(
              OnnxNode.of("Softplus", "x").as("positive"),
              OnnxNode.of("Tanh", "positive").as("part"),
              OnnxNode.of("Mul", "x", "part"));
      case SILU -> List.of(OnnxNode.of("Sigmoid", "x").as("part"), OnnxNode.of("Mul", "x", "part"));
      case SIGMOID -> List.of(OnnxNode.of("Sigmoid", "x"));
      case TANH -> List.of(OnnxNode.of("Tanh", "x"));
      case EXP -> List.of(OnnxNode.of("Exp", "x"));
      case SOFTPLUS -> softplus();
      case SOFTSIGN -> List.of(OnnxNode.of("Softsign", "x"));
      case LOG_SIGMOID ->
          List.of(
              OnnxNode.of("Neg", "x").as("turned"),
              OnnxNode.of("Softplus", "turned").as("positive"),
              OnnxNode.of("Neg", "positive"));
      case HARD_SHRINK -> List.of(OnnxNode.of("Shrink", "x").with("lambd", parameter));
      case SOFT_SHRINK ->
          List.of(OnnxNode.of("Shrink", "x").with("lambd", parameter).with("bias", parameter));
      case SINE ->
          List.of(
              OnnxNode.number("frequency", parameter),
              OnnxNode.of("Mul", "x", "frequency").as("angle"),
              OnnxNode.of("Sin", "angle"));
      case HARD_TANH -> clip(-1, 1);
      case HARD_SIGMOID -> List.of(hardSigmoid());
      case HARD_SWISH -> List.of(hardSigmoid().as("part"), OnnxNode.of("Mul", "x", "part"));
      case SOFTMAX -> List.of(OnnxNode.of("Softmax", "x").with("axis", -1L));
      case LOG_SOFTMAX -> List.of(OnnxNode.of("LogSoftmax", "x").with("axis", -1L));
    };
  }

  private List<OnnxNode> softplus() {
    return parameter == 1
        ? List.of(OnnxNode.of("Softplus", "x"))
        : List.of(
            OnnxNode.number("beta", parameter),
            OnnxNode.of("Mul", "x", "beta").as("steeper"),
            OnnxNode.of("Softplus", "steeper").as("positive"),
            OnnxNode.of("Div", "positive", "beta"));
  }

  private static List<OnnxNode> clip(double least, double most) {
    return List.of(
        OnnxNode.number("least", least),
        OnnxNode.number("most", most),
        OnnxNode.of("Clip", "x", "least", "most"));
  }

  private static OnnxNode hardSigmoid() {
    return OnnxNode.of("HardSigmoid", "x").with("alpha", 1.0 / 6).with("beta", 0.5);
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return parameter == of(kind).parameter ? name : name + "(" + parameter + ")";
  }
}
