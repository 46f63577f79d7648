package dev.espalier.compile.formula;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Identified;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A layer as a line of TorchScript over {@code x} and parameters by their names; {@code
 * Espalier.script(...)} makes one.
 *
 * <pre>{@code
 * script("scale", "x * factor", p -> p.ones("factor", 8))
 * }</pre>
 *
 * <p>It is trained, kept, exported and written into documents like any layer. What it gives is
 * found by computing it once on a small sample, unless {@link #giving} says it.
 *
 * @param name what errors call it
 * @param text what it computes
 * @param trainingText what it computes in training passes, if that is something else; it may take
 *     {@link Layer#NOISE}
 * @param parameters its parameters
 * @param output the shape of one output sample, if it is given
 */
public record ScriptLayer(
    String name,
    String text,
    Optional<String> trainingText,
    List<ParameterSpec> parameters,
    Optional<Dims> output)
    implements Layer {
  private static final int REMEMBERED = 1_000;
  private static final Map<Tried, Dims> TRIED =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Tried, Dims> eldest) {
              return size() > REMEMBERED;
            }
          });

  /** Refuses a text that is no formula of its inputs, and parameters that stand in none. */
  public ScriptLayer {
    Given.all(
        "name",
        name,
        "text",
        text,
        "trainingText",
        trainingText,
        "parameters",
        parameters,
        "output",
        output);
    Identified.requireName("script", name);
    parameters = List.copyOf(parameters);
    String texts = text + " " + trainingText.orElse("");
    for (ParameterSpec spec : parameters) {
      boolean taken = spec.name().equals(INPUT) || spec.name().equals(NOISE);
      if (taken || !mentions(texts, spec.name())) {
        throw new IllegalArgumentException(
            "script '%s': the parameter '%s' %s. Try %s."
                .formatted(
                    name,
                    spec.name(),
                    taken ? "has the name of an input" : "stands in no text",
                    taken ? "another name" : "leaving it out"));
      }
    }
    requireFormula(name, text, parameters, false);
    if (trainingText.isPresent()) {
      requireFormula(name, trainingText.get(), parameters, true);
    }
  }

  /**
   * Gives a layer of a text.
   *
   * @throws IllegalArgumentException if the text is more than arithmetic on {@code x} and the
   *     parameters
   */
  public static ScriptLayer of(
      String name, String text, UnaryOperator<ScriptParameters> parameters) {
    Given.all("parameters", parameters);
    return new ScriptLayer(
        name,
        text,
        Optional.empty(),
        Given.result("parameters", parameters.apply(ScriptParameters.none())).specs(),
        Optional.empty());
  }

  /** Gives this layer with the shape of one output sample, so that none is tried by the check. */
  public ScriptLayer giving(long... dims) {
    Given.all("dims", dims);
    return new ScriptLayer(name, text, trainingText, parameters, Optional.of(Dims.of(dims)));
  }

  /**
   * Gives this layer with another text for training passes, which may take {@code noise} too:
   * numbers drawn evenly from [0, 1) in the shape of {@code x}.
   */
  public ScriptLayer training(String other) {
    return new ScriptLayer(name, text, Optional.of(other), parameters, output);
  }

  @Override
  public String kind() {
    return "script";
  }

  @Override
  public Dims outputOf(Dims in) {
    if (output.isPresent()) {
      return output.get();
    }
    Tried tried = new Tried(this, in);
    Dims known = TRIED.get(tried);
    if (known == null) {
      known = FormulaTrial.output(this, in, parameters);
      TRIED.put(tried, known);
    }
    return known;
  }

  @Override
  public List<ParameterSpec> parametersFor(Dims in) {
    return parameters;
  }

  @Override
  public Formula formula(Dims in) {
    return formula(name, text, parameters, false);
  }

  @Override
  public Formula trainingFormula(Dims in) {
    return trainingText
        .map(other -> formula(name, other, parameters, true))
        .orElseGet(() -> formula(in));
  }

  @SuppressWarnings("ReturnValueIgnored") // Making it is the check.
  private static void requireFormula(
      String name, String text, List<ParameterSpec> parameters, boolean training) {
    formula(name, text, parameters, training);
  }

  private static Formula formula(
      String name, String text, List<ParameterSpec> parameters, boolean training) {
    List<String> inputs = new ArrayList<>();
    inputs.add(INPUT);
    parameters.forEach(spec -> inputs.add(spec.name()));
    if (training && mentions(text, NOISE)) {
      inputs.add(NOISE);
    }
    return Formula.of(name, inputs, text);
  }

  private static boolean mentions(String text, String word) {
    return Pattern.compile("\\b" + Pattern.quote(word) + "\\b").matcher(text).find();
  }

  @Override
  public String toString() {
    return "script(" + name + ")";
  }

  /** A layer that was tried on an input. */
  private record Tried(ScriptLayer layer, Dims in) {}

  /** Lets documents name it, and contracts try it. */
  @AutoService(Layer.Entry.class)
  public static final class Entry implements Layer.Entry {
    @Override
    public Class<ScriptLayer> type() {
      return ScriptLayer.class;
    }

    @Override
    public List<Example> examples() {
      ScriptLayer mixed =
          of(
              "mixed",
              """
              y = torch.linear(x, weight, None)
              return torch.tanh(y) * scale
              """,
              p -> p.trained("weight", Initial.fanIn(), 5, 3).ones("scale", 5));
      return List.of(
          new Example("script", Dims.of(3), mixed),
          new Example(
              "script of a known shape", Dims.of(2, 3), of("double", "x * 2", p -> p).giving(2, 3)),
          new Example(
              "script with noise",
              Dims.of(4),
              of("noisy", "x", p -> p).training("x + 0.1 * torch.to(noise, x.dtype)")),
          new Example(
              "script with statistics",
              Dims.of(4),
              of("centred", "x - mean", p -> p.statistic("mean", Initial.zeros(), 4))
                  .training(
                      "torch.batch_norm(x, None, None, mean, None, True, 0.1, 1e-5, False)")));
    }
  }
}
