package dev.espalier.train.checks;

import dev.espalier.data.Targets;
import dev.espalier.data.augment.SampleMixing;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.GuideMode;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Recipe;
import java.util.Optional;

/** Checks that guides, labels and samples of a stage go together as it changes or lacks them. */
final class GuideChecks {
  private final Places places;
  private final Recipe recipe;
  private final GradientStage stage;

  GuideChecks(Places places, Recipe recipe, GradientStage stage) {
    this.places = places;
    this.recipe = recipe;
    this.stage = stage;
  }

  /**
   * Notes what does not fit.
   *
   * @param known whether all places that terms name are there
   */
  void check(boolean known) {
    checkGuides();
    if (known) {
      checkMixup();
      checkUnlabelled();
      checkCells();
    }
  }

  /** Refuses guides' inputs or modes that would be those of learners, or of nobody. */
  private void checkGuides() {
    GuideMode guides = stage.guides();
    if (guides.equals(GuideMode.USUAL)) {
      return;
    }
    for (Part part : stage.trains()) {
      frozenSource(part.network())
          .ifPresent(
              tap ->
                  add(
                      "its guides compute %s, and '%s' has its input from %s, which is frozen too"
                          .formatted(guides, part.network(), tap),
                      "GuideMode.USUAL, or learners on the shared input"));
    }
    if (guides.sees() != GuideMode.Sees.SAME && recipe.augmentations().isEmpty()) {
      add(
          "its guides see %s, and nothing augments them".formatted(guides.sees()),
          "augment(...), or guides on the learners' inputs");
    }
  }

  /** Gives the place of a network that does not train at which one that trains begins. */
  private Optional<Tap> frozenSource(String network) {
    Optional<Tap> at =
        places
            .hierarchy()
            .network(network)
            .flatMap(
                found ->
                    found.description().source() instanceof Source.At source
                        ? Optional.of(source.tap())
                        : Optional.empty());
    return at.isPresent()
            && stage.trains().stream().anyMatch(part -> part.network().equals(at.get().network()))
        ? Optional.empty()
        : at;
  }

  /** Refuses to mix what is more than a sum over samples, or no numbers. */
  private void checkMixup() {
    Optional<SampleMixing> mixing = SampleMixing.among(recipe.augmentations());
    if (stage.mixup().isEmpty() && mixing.isEmpty()) {
      return;
    }
    if (stage.mixup().isPresent() && mixing.isPresent()) {
      add("it mixes samples, and so does " + mixing.get(), "one of both");
    }
    if (recipe.optimization().with(stage.settings()).batch() == 1) {
      add("it mixes samples, and batches are one row", "batch(32)");
    }
    if (stage.guides().sees() == GuideMode.Sees.CLEAN) {
      add("it mixes samples, and its guides see them unmixed", "guides on the learners' inputs");
    }
    if (stage.transform().isPresent()) {
      add("it mixes samples, and transforms batches", "one of both");
    }
    places
        .hierarchy()
        .tokens()
        .ifPresent(layer -> add("it mixes samples, and they are tokens", "inputs of numbers"));
    for (Term term : stage.terms()) {
      if (takesLabelsAsTheyAre(term)) {
        add(
            "it mixes samples, and term '%s' takes their labels as they are".formatted(term.name()),
            "no mixup, or the task loss and guides' values");
      }
    }
  }

  /** Refuses rows without labels where these are read otherwise than by a loss of each sample. */
  private void checkUnlabelled() {
    if (recipe.data().unlabelled().isEmpty()) {
      return;
    }
    if (stage.transform().isPresent()
        || stage.mixup().isPresent()
        || SampleMixing.among(recipe.augmentations()).isPresent()) {
      add(
          "it changes batches with their labels, and some rows of the data have none",
          "data without withUnlabelled(...)");
    }
    places
        .hierarchy()
        .tokens()
        .ifPresent(
            layer -> add("some rows of the data have no labels, and are tokens", "labelled rows"));
    stage.terms().stream()
        .filter(this::takesLabelsAsTheyAre)
        .forEach(
            term ->
                add(
                    "term '%s' takes labels as they are, and some rows of the data have none"
                        .formatted(term.name()),
                    "data without withUnlabelled(...)"));
  }

  /** Refuses terms that know one label a row, or no target that is ignored. */
  private void checkCells() {
    Targets targets = recipe.data().kind();
    boolean several = targets instanceof Targets.Classes classes && classes.dense();
    boolean holes = targets.ignored().isPresent();
    for (Term term : stage.terms()) {
      boolean alike = term.objective() instanceof Objective.Alike;
      boolean fitted = term.target() instanceof Target.Label && !term.usesTaskLoss(recipe.task());
      if (alike && several && takesLabelsAsTheyAre(term)) {
        add(
            "term '%s' reads one label a row, and the data have %s".formatted(term.name(), targets),
            "a likeness that reads no labels");
      } else if (!alike
          && holes
          && !(term.target() instanceof Target.Opposite)
          && (fitted || takesLabelsAsTheyAre(term))) {
        add(
            "term '%s' fits every target by %s, and some of the data are ignored"
                .formatted(term.name(), term.objective()),
            "data without ignoring(...), or a method that trains by the task loss");
      }
    }
  }

  /** Says whether a term reads labels or rows' numbers otherwise than by a loss of each sample. */
  private boolean takesLabelsAsTheyAre(Term term) {
    if (!(term.objective() instanceof Objective.Alike alike)) {
      return term.target() instanceof Target.Residual
          || term.target() instanceof Target.Opposite
          || term.objective() instanceof Objective.OverPicture;
    }
    return alike
        .likeness()
        .formulaFor(alike.compared(term, places.hierarchy()))
        .map(Formula::inputs)
        .filter(read -> read.contains(Likeness.LABELS) || read.contains(Likeness.ROWS))
        .isPresent();
  }

  private void add(String what, String advice) {
    places.add("stage " + stage.name(), what, advice);
  }
}
