package dev.espalier.train.plan;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.value.Choices;
import dev.espalier.describe.value.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A stage that minimises a sum of terms by gradient steps.
 *
 * <p>Networks that it reads but does not train are frozen: in evaluation mode, bit-identical before
 * and after. What they give is constant, so it is computed once and kept while memory allows.
 *
 * @param name the name, unique in its plan
 * @param part what trains, unless {@link #trains(List)} says otherwise
 * @param terms the summands of the loss; the first is the one that stops and accepts
 * @param choices the settings, each given at most once
 */
public record GradientStage(String name, Part part, List<Term> terms, Choices choices)
    implements Stage {
  private static final Setting<List<Part>> TRAINS = new Setting<>("what trains", List.of());
  private static final Setting<Optional<Readout>> READOUT =
      new Setting<>("the readout", Optional.empty());
  private static final Setting<Start> START = new Setting<>("the start", Start.AS_IS);
  private static final Setting<Optional<BatchTransform>> TRANSFORM =
      new Setting<>("the transform", Optional.empty());
  private static final Setting<Settings> SETTINGS =
      new Setting<>("settings", Settings.fromRecipe());
  private static final Setting<Acceptance> ACCEPTANCE =
      new Setting<>("the acceptance", new Acceptance.Always());
  private static final Setting<GuideMode> GUIDES =
      new Setting<>("how guides compute", GuideMode.USUAL);
  private static final Setting<OptionalDouble> MIXUP =
      new Setting<>("mixup", OptionalDouble.empty());

  /** Copies the list and refuses an empty one. */
  public GradientStage {
    Given.all("name", name, "part", part, "terms", terms, "choices", choices);
    terms = List.copyOf(terms);
    if (terms.isEmpty()) {
      throw nothing(name, List.of(part), terms);
    }
  }

  /** Gives a stage that trains one network, with nothing out of the ordinary. */
  public static GradientStage of(String name, Part trains, List<Term> terms) {
    Given.all("name", name);
    return new GradientStage(name, trains, terms, Choices.of("stage '" + name + "'"));
  }

  /** Gives this stage under another name. */
  public GradientStage named(String other) {
    return new GradientStage(other, part, terms, choices);
  }

  /** Gives this stage with several parts that train; default the one that it was made for. */
  public GradientStage trains(List<Part> parts) {
    Given.all("parts", parts);
    if (parts.isEmpty()) {
      throw nothing(name, parts, terms);
    }
    return with(choices.with(TRAINS, List.copyOf(parts)));
  }

  /** Gives this stage with what it predicts; default its part's network. */
  public GradientStage readout(Readout value) {
    Given.all("value", value);
    return with(choices.with(READOUT, Optional.of(value), value));
  }

  /** Gives this stage with a start of the networks that train; default as they are. */
  public GradientStage start(Start value) {
    Given.all("value", value);
    return with(choices.with(START, value));
  }

  /** Gives this stage with a transform of its batches; default none. */
  public GradientStage transform(BatchTransform value) {
    Given.all("value", value);
    return with(choices.with(TRANSFORM, Optional.of(value), value));
  }

  /** Gives this stage with settings; default the recipe's. */
  public GradientStage settings(Settings value) {
    Given.all("value", value);
    return with(choices.with(SETTINGS, value));
  }

  /** Gives this stage with an acceptance; default always. */
  public GradientStage acceptance(Acceptance value) {
    Given.all("value", value);
    return with(choices.with(ACCEPTANCE, value));
  }

  /**
   * Gives this stage with how what terms compare with is computed; default on the learners' inputs,
   * in evaluation mode.
   */
  public GradientStage guides(GuideMode value) {
    Given.all("value", value);
    return with(choices.with(GUIDES, value));
  }

  /**
   * Gives this stage on mixed samples: {@code l x + (1 - l) x'}, x' another sample of the batch and
   * l of Beta(alpha, alpha), one for each step. A term on labels or on a column is {@code l loss(y)
   * + (1 - l) loss(y')}; guides answer the mixed samples (mixup, arXiv 1710.09412). Default none.
   *
   * @param alpha above 0 and at most 100; small ones mix little
   */
  public GradientStage mixup(double alpha) {
    if (!(alpha > 0 && alpha <= 100)) {
      throw new IllegalArgumentException(
          "stage '%s': mixup(%s), needed a number above 0 and at most 100. Try mixup(0.2)."
              .formatted(name, alpha));
    }
    return with(choices.with(MIXUP, OptionalDouble.of(alpha), alpha));
  }

  /** Gives what trains, in the order of the hierarchy. */
  public List<Part> trains() {
    return choices.has(TRAINS) ? choices.get(TRAINS) : List.of(part);
  }

  /** Gives what the stage predicts, for metrics. */
  public Readout readout() {
    return choices.get(READOUT).orElseGet(() -> Readout.of(part.network()));
  }

  /** Says how the networks that train start. */
  public Start start() {
    return choices.get(START);
  }

  /** Gives what changes a batch, for targets on the transformed batch. */
  public Optional<BatchTransform> transform() {
    return choices.get(TRANSFORM);
  }

  /** Gives what differs from the recipe. */
  public Settings settings() {
    return choices.get(SETTINGS);
  }

  /** Says whether the result is kept. */
  public Acceptance acceptance() {
    return choices.get(ACCEPTANCE);
  }

  /** Gives the mixup's alpha, where samples are mixed. */
  public OptionalDouble mixup() {
    return choices.get(MIXUP);
  }

  /**
   * Says whether what frozen networks give for a row may change from step to step.
   *
   * @param augmented whether the recipe augments inputs
   */
  public boolean guidesChange(boolean augmented) {
    return guides().changes(augmented || mixup().isPresent());
  }

  /** Says how what terms compare with is computed. */
  public GuideMode guides() {
    return choices.get(GUIDES);
  }

  /** Gives the terms whose target is on the transformed batch. */
  public List<Term> transformedTerms() {
    return terms.stream().filter(term -> term.target() instanceof Target.Transformed).toList();
  }

  @Override
  public List<Line> explain() {
    List<Line> lines = new ArrayList<>();
    trains().forEach(part -> lines.add(new Line("trains", part.toString())));
    terms.forEach(term -> lines.add(new Line("term " + term.name(), termText(term))));
    lines.add(new Line("predicts", readout().toString()));
    if (start() != Start.AS_IS) {
      lines.add(new Line("starts", "with an output layer of zeros"));
    }
    transform().ifPresent(value -> lines.add(new Line("batch", value.toString())));
    mixup()
        .ifPresent(
            alpha ->
                lines.add(
                    new Line(
                        "batch", "mixed with itself by Beta(%s, %s)".formatted(alpha, alpha))));
    if (!guides().equals(GuideMode.USUAL)) {
      lines.add(new Line("guides", guides().toString()));
    }
    lines.add(new Line("settings", settings().toString()));
    if (!(acceptance() instanceof Acceptance.Always)) {
      lines.add(new Line("result", acceptance().toString()));
    }
    return lines;
  }

  private GradientStage with(Choices more) {
    return new GradientStage(name, part, terms, more);
  }

  private static IllegalArgumentException nothing(
      String name, List<Part> trains, List<Term> terms) {
    return new IllegalArgumentException(
        "stage '%s': trains %s by %s; needed at least one of each. Try GradientStage.of(...)."
            .formatted(name, trains, terms));
  }

  private static String termText(Term term) {
    return "%s of %s to %s, weight %s"
        .formatted(term.objective(), term.prediction(), term.target(), term.weight());
  }
}
