package dev.espalier.compile.loss;

import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one input of a likeness's formula is.
 *
 * @param source where it comes from
 * @param index its place among the learner's values, the guide's, or the parameters; else 0
 */
public record LikenessArgument(Source source, int index) {
  private static final Map<String, Source> PLAIN =
      Map.of(
          Likeness.LABELS, Source.LABELS, Likeness.ROWS, Source.ROWS, Likeness.NOISE, Source.NOISE);

  /** Where an input comes from. */
  public enum Source {
    LEARNER,
    GUIDE,
    LABELS,
    ROWS,
    NOISE,
    PARAMETER
  }

  /**
   * Gives what the inputs of a compiled likeness are, in their order.
   *
   * @throws MisfitException if one is nothing that there is, or a parameter is not among them
   */
  public static List<LikenessArgument> of(Likeness likeness, List<String> inputs, Compared values) {
    List<String> parameters =
        likeness.parametersFor(values).stream().map(ParameterSpec::name).toList();
    List<LikenessArgument> arguments = new ArrayList<>();
    for (String input : inputs) {
      arguments.add(of(likeness, input, parameters, values));
    }
    for (String parameter : parameters) {
      if (!inputs.contains(parameter)) {
        throw new MisfitException(
            "likeness %s has the parameter '%s', which its formula does not take"
                .formatted(likeness.name(), parameter),
            "Likeness.formula(name, text, \"%s\")".formatted(parameter));
      }
    }
    return arguments;
  }

  private static LikenessArgument of(
      Likeness likeness, String input, List<String> parameters, Compared values) {
    int parameter = parameters.indexOf(input);
    if (parameter >= 0) {
      return new LikenessArgument(Source.PARAMETER, parameter);
    }
    Source plain = PLAIN.get(input);
    if (plain != null) {
      return new LikenessArgument(plain, 0);
    }
    List<String> learner = names("learner", values.learner().size());
    List<String> guide = names("guide", values.guide().size());
    if (learner.contains(input)) {
      return new LikenessArgument(Source.LEARNER, learner.indexOf(input));
    }
    if (guide.contains(input)) {
      return new LikenessArgument(Source.GUIDE, guide.indexOf(input));
    }
    throw new MisfitException(
        "likeness %s: its formula takes '%s', and there are %s, %s, labels, rows, noise and its parameters %s"
            .formatted(likeness.name(), input, learner, guide, parameters),
        "one of these");
  }

  private static List<String> names(String side, int count) {
    List<String> names = new ArrayList<>(List.of(side));
    for (int i = 2; i <= count; i++) {
      names.add(side + "_" + i);
    }
    return names;
  }
}
