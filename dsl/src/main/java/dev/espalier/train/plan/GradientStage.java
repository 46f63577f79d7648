package dev.espalier.train.plan;

import dev.espalier.describe.problem.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A stage that minimises a sum of terms by gradient steps.
 *
 * <p>Networks that it reads but does not train are frozen: in evaluation mode, bit-identical before
 * and after. What they give is constant, so it is computed once and kept while memory allows.
 *
 * @param name the name, unique in its plan
 * @param trains what trains, in the order of the hierarchy
 * @param terms the summands of the loss; the first is the one that stops and accepts
 * @param readout what the stage predicts, for metrics
 * @param start how the networks that train start
 * @param transform changes a batch, for targets on the transformed batch
 * @param settings what differs from the recipe
 * @param acceptance whether the result is kept
 */
public record GradientStage(
    String name,
    List<Part> trains,
    List<Term> terms,
    Readout readout,
    Start start,
    Optional<BatchTransform> transform,
    Settings settings,
    Acceptance acceptance)
    implements Stage {

  /** Copies the lists and refuses empty ones. */
  public GradientStage {
    Given.all(
        "name",
        name,
        "trains",
        trains,
        "terms",
        terms,
        "readout",
        readout,
        "start",
        start,
        "transform",
        transform,
        "settings",
        settings,
        "acceptance",
        acceptance);
    trains = List.copyOf(trains);
    terms = List.copyOf(terms);
    if (trains.isEmpty() || terms.isEmpty()) {
      throw new IllegalArgumentException(
          "stage '%s': trains %s by %s; needed at least one of each. Try GradientStage.of(...)."
              .formatted(name, trains, terms));
    }
  }

  /** Gives a stage that trains one network, with nothing out of the ordinary. */
  public static GradientStage of(String name, Part trains, List<Term> terms) {
    Given.all("trains", trains);
    return new GradientStage(
        name,
        List.of(trains),
        terms,
        Readout.of(trains.network()),
        Start.AS_IS,
        Optional.empty(),
        Settings.fromRecipe(),
        new Acceptance.Always());
  }

  /** Gives this stage under another name. */
  public GradientStage named(String other) {
    return new GradientStage(other, trains, terms, readout, start, transform, settings, acceptance);
  }

  /** Gives this stage with other parts that train. */
  public GradientStage trains(List<Part> parts) {
    return new GradientStage(name, parts, terms, readout, start, transform, settings, acceptance);
  }

  /** Gives this stage with another readout. */
  public GradientStage readout(Readout value) {
    return new GradientStage(name, trains, terms, value, start, transform, settings, acceptance);
  }

  /** Gives this stage with another start. */
  public GradientStage start(Start value) {
    return new GradientStage(name, trains, terms, readout, value, transform, settings, acceptance);
  }

  /** Gives this stage with a transform of its batches. */
  public GradientStage transform(BatchTransform value) {
    Given.all("value", value);
    return new GradientStage(
        name, trains, terms, readout, start, Optional.of(value), settings, acceptance);
  }

  /** Gives this stage with other settings. */
  public GradientStage settings(Settings value) {
    return new GradientStage(name, trains, terms, readout, start, transform, value, acceptance);
  }

  /** Gives this stage with another acceptance. */
  public GradientStage acceptance(Acceptance value) {
    return new GradientStage(name, trains, terms, readout, start, transform, settings, value);
  }

  /** Gives the terms whose target is on the transformed batch. */
  public List<Term> transformedTerms() {
    return terms.stream().filter(term -> term.target() instanceof Target.Transformed).toList();
  }

  @Override
  public List<Line> explain() {
    List<Line> lines = new ArrayList<>();
    trains.forEach(part -> lines.add(new Line("trains", part.toString())));
    terms.forEach(term -> lines.add(new Line("term " + term.name(), termText(term))));
    lines.add(new Line("predicts", readout.toString()));
    if (start != Start.AS_IS) {
      lines.add(new Line("starts", "with an output layer of zeros"));
    }
    transform.ifPresent(value -> lines.add(new Line("batch", value.toString())));
    lines.add(new Line("settings", settings.toString()));
    if (!(acceptance instanceof Acceptance.Always)) {
      lines.add(new Line("result", acceptance.toString()));
    }
    return lines;
  }

  private static String termText(Term term) {
    return "%s of %s to %s, weight %s"
        .formatted(term.objective(), term.prediction(), term.target(), term.weight());
  }
}
