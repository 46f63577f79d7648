package dev.espalier.describe.loss;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Softmax cross-entropy, {@code -log softmax(prediction)[target]}; the default for classes.
 *
 * <p>With smoothing {@code s} and weights {@code w} it is {@code (1 - s) w[y] l[y] + s / K sum w[k]
 * l[k]}, {@code l = -log softmax(prediction)}, {@code y} the target and {@code K} the classes
 * (arXiv 1512.00567). The batch's mean divides by the number of samples, not by their weights.
 *
 * @param smoothing what part of a label is spread over all classes, in [0, 1)
 * @param weights how much each class counts, in the order of the scores; empty for 1 each
 * @param byFrequency whether each class counts by {@code n / (K n[k])}, {@code n[k]} its samples in
 *     the training data and {@code n} all
 */
@AutoService(Loss.class)
public record CrossEntropy(double smoothing, List<Double> weights, boolean byFrequency)
    implements Loss {
  private static final int A_LINE = 100;

  /** Refuses smoothing out of its range, and weights that count nothing or less. */
  public CrossEntropy {
    Given.all("weights", weights);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "smoothing(" + smoothing + "): needed a number in [0, 1). Try smoothing(0.1).");
    }
    weights = List.copyOf(weights);
    boolean fit = weights.stream().allMatch(weight -> weight >= 0 && Double.isFinite(weight));
    if (!fit || (!weights.isEmpty() && weights.stream().allMatch(weight -> weight == 0))) {
      throw new IllegalArgumentException(
          "weights(%s): needed finite numbers of at least 0, one of them above. Try weights(1, 2)."
              .formatted(weights));
    }
    if (byFrequency && !weights.isEmpty()) {
      throw Choices.twice("crossEntropy", "how classes count", weights, "balanced()");
    }
  }

  /** Gives it without smoothing and weights. */
  public CrossEntropy() {
    this(0, List.of(), false);
  }

  /** Spreads a part of each label over all classes. */
  public CrossEntropy smoothing(double part) {
    if (smoothing > 0) {
      throw Choices.twice("crossEntropy", "the smoothing", smoothing, part);
    }
    return new CrossEntropy(part, weights, byFrequency);
  }

  /** Lets each class count by its own weight, in the order of the classes. */
  public CrossEntropy weights(double... ofClasses) {
    Given.all("ofClasses", ofClasses);
    List<Double> list = new ArrayList<>();
    for (double weight : ofClasses) {
      list.add(weight);
    }
    requireNoWeights(list);
    return new CrossEntropy(smoothing, list, byFrequency);
  }

  /** Lets classes that are rare in the training data count as much as others in all. */
  public CrossEntropy balanced() {
    requireNoWeights("balanced()");
    return new CrossEntropy(smoothing, weights, true);
  }

  private void requireNoWeights(Object now) {
    if (byFrequency || !weights.isEmpty()) {
      throw Choices.twice(
          "crossEntropy", "how classes count", byFrequency ? "balanced()" : weights, now);
    }
  }

  @Override
  public String name() {
    return "cross-entropy";
  }

  @Override
  public boolean servesValues() {
    return false;
  }

  @Override
  public CrossEntropy fitted(List<Integer> counts) {
    if (!weights.isEmpty() && weights.size() != counts.size()) {
      throw new MisfitException(
          "%s weights were given, and the data have %s classes"
              .formatted(weights.size(), counts.size()),
          "one weight a class, or balanced()");
    }
    if (!byFrequency) {
      return this;
    }
    List<Integer> none =
        IntStream.range(0, counts.size()).filter(each -> counts.get(each) == 0).boxed().toList();
    if (!none.isEmpty()) {
      throw new MisfitException(
          "balanced() divides by each class's training rows, and there are none of class %s"
              .formatted(none.stream().map(String::valueOf).collect(Collectors.joining(", "))),
          "a split that leaves some of each class to train on, fewer classes, or weights(...)");
    }
    double all = counts.stream().mapToInt(Integer::intValue).sum();
    return new CrossEntropy(
        smoothing, counts.stream().map(each -> all / (counts.size() * each)).toList(), false);
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(Loss.formula(name(), lines() + "return " + sample()));
  }

  /** Gives LibTorch's own for the plain one. */
  @Override
  public Optional<Formula> mean() {
    return smoothing > 0 || !weights.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Loss.formula(name(), "torch.nll_loss(torch.log_softmax(prediction, -1), target)")
                .withSlope(
                    """
                    logs = torch.log_softmax(prediction, -1)
                    value, total = torch.nll_loss_forward(logs, target, None, 1, -100)
                    slope = torch.full_like(value, weight)
                    slope = torch.nll_loss_backward(slope, logs, target, None, 1, -100, total)
                    return value, torch._log_softmax_backward_data(slope, logs, -1, prediction.dtype)
                    """));
  }

  private String lines() {
    StringBuilder lines = new StringBuilder("logs = torch.log_softmax(prediction, -1)\n");
    lines.append("own = -torch.squeeze(torch.gather(logs, 1, torch.unsqueeze(target, 1)), 1)\n");
    lines.append(tensor("weights", weights));
    List<Double> rests = weights.stream().map(CrossEntropy::rest).toList();
    if (rests.stream().anyMatch(rest -> rest != 0)) {
      // LibTorch takes a list as 32-bit numbers, whatever the type is that it is asked for.
      lines.append(tensor("rests", rests));
      lines.append("weights = weights + rests if prediction.dtype == torch.float64 else weights\n");
    }
    return lines.toString();
  }

  /** Gives what a number has beyond 32 bits. */
  private static double rest(double number) {
    double rest = number - (double) (float) number;
    return Double.isFinite(rest) ? rest : 0;
  }

  private static String tensor(String name, List<Double> numbers) {
    StringBuilder lines = new StringBuilder();
    // A statement has a bounded length.
    for (int from = 0; from < numbers.size(); from += A_LINE) {
      String part =
          numbers.subList(from, Math.min(from + A_LINE, numbers.size())).stream()
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
      String tensor =
          "torch.tensor([%s], dtype=prediction.dtype, device=prediction.device)".formatted(part);
      lines.append(
          from == 0
              ? "%s = %s\n".formatted(name, tensor)
              : "%s = torch.cat([%s, %s])\n".formatted(name, name, tensor));
    }
    return lines.toString();
  }

  private String sample() {
    boolean weighted = !weights.isEmpty();
    String label = weighted ? "own * torch.index_select(weights, 0, target)" : "own";
    if (smoothing == 0) {
      return label;
    }
    String others = weighted ? "torch.mean(weights * logs, [-1])" : "torch.mean(logs, [-1])";
    return "%s * (%s) - %s * %s".formatted(1 - smoothing, label, smoothing, others);
  }

  @Override
  public String toString() {
    return name()
        + (smoothing > 0 ? " smoothed by " + smoothing : "")
        + (byFrequency ? ", balanced" : "")
        + (weights.isEmpty() ? "" : ", weights " + weights);
  }
}
