package dev.espalier.describe.formula;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Identified;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A function of tensors as text, in TorchScript: one expression, or lines that end in {@code return
 * ...}.
 *
 * <pre>{@code
 * Formula.of("relative", List.of("learner", "guide"), """
 *     left = learner - guide
 *     return torch.mean(left * left) / torch.var(guide)
 *     """);
 * }</pre>
 *
 * <p>It knows its inputs and what it computes of them, and nothing else: operators are {@code
 * torch.name(...)} or {@code x.name(...)}, numbers stand in the text. What is more than arithmetic,
 * such as a file, a random number, a loop, or a change of an input in place, is refused at once, so
 * that a text from elsewhere is harmless. Whether LibTorch knows its operators is seen when it is
 * compiled, before anything is trained.
 *
 * @param name what errors call it
 * @param inputs the names of its tensors, in the order in which they are given
 * @param text what is computed
 * @param outputs how many tensors it gives; more than one are separated by commas after {@code
 *     return}
 * @param slope what {@link #withSlope} was given; empty if gradients are recorded
 */
public record Formula(
    String name, List<String> inputs, String text, int outputs, Optional<String> slope)
    implements Identified {

  /** Refuses a text that is no arithmetic on the inputs. */
  public Formula {
    Given.all("name", name, "inputs", inputs, "text", text, "slope", slope);
    Identified.requireName("Formula.of", name);
    inputs = List.copyOf(inputs);
    text = text.stripIndent().strip();
    slope = slope.map(lines -> lines.stripIndent().strip());
    if (outputs < 1) {
      throw new IllegalArgumentException(
          "formula %s: it gives %s tensors, needed 1 at least. Try giving(1)."
              .formatted(name, outputs));
    }
    new Scan(name, inputs, false).require(text);
    if (slope.isPresent()) {
      new Scan("%s's slope".formatted(name), plus(inputs, "weight"), true).require(slope.get());
    }
  }

  /**
   * Gives a formula of one tensor.
   *
   * @throws IllegalArgumentException if an input's name is none, or the text is more than
   *     arithmetic on the inputs
   */
  public static Formula of(String name, List<String> inputs, String text) {
    return new Formula(name, inputs, text, 1, Optional.empty());
  }

  /** Gives the same formula as one that gives so many tensors. */
  public Formula giving(int count) {
    return new Formula(name, inputs, text, count, slope);
  }

  /**
   * Gives the same formula with its gradient in closed form, so that a training step need not
   * record it: faster, in the order of tens of microseconds a step.
   *
   * <p>For a formula whose value is one number. The text has {@code weight}, a number, besides the
   * inputs, and ends in {@code return value, gradient}: the formula's value, and {@code weight}
   * times its gradient by the first input, in that input's shape.
   *
   * @throws IllegalArgumentException if the text is more than arithmetic
   */
  public Formula withSlope(String lines) {
    Given.all("lines", lines);
    return new Formula(name, inputs, text, outputs, Optional.of(lines));
  }

  /** Gives what its numbers follow from, which is all but its name. */
  @Override
  public Object identity() {
    return List.of(inputs, text, outputs, slope.orElse(""));
  }

  @Override
  public String toString() {
    return name;
  }

  private static List<String> plus(List<String> names, String one) {
    return Stream.concat(names.stream(), Stream.of(one)).toList();
  }
}
