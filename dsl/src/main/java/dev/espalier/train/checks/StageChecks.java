package dev.espalier.train.checks;

import dev.espalier.check.CheckedLayer;
import dev.espalier.check.CheckedNetwork;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.torch.UpdateScript;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Start;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Optimization;
import dev.espalier.train.recipe.Recipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks that a gradient stage can do what it says: what trains, by what, and what decides. */
final class StageChecks {
  private final Places places;
  private final Recipe recipe;
  private final GradientStage stage;
  private final Optimization optimization;
  private final String where;

  StageChecks(Places places, Recipe recipe, GradientStage stage) {
    this.places = places;
    this.recipe = recipe;
    this.stage = stage;
    optimization = recipe.optimization().with(stage.settings());
    where = "stage " + stage.name();
  }

  /** Notes what does not fit. */
  void check() {
    boolean known = true;
    Set<String> trained = new HashSet<>();
    for (Part part : stage.trains()) {
      known &= checkPart(part);
      if (!trained.add(part.network())) {
        add("network '" + part.network() + "' trains twice", "one part of each network");
      }
    }
    boolean termsKnown = new TermChecks(places, recipe, stage).check();
    if (known && termsKnown) {
      checkGradients();
    }
    checkTransform();
    new GuideChecks(places, recipe, stage).check(known && termsKnown);
    checkZeroOutput();
    new PictureChecks(stage, recipe, optimization).problems().forEach(places.problems()::add);
    checkDecisions();
    UpdateScript.misfit(optimization.optimizer())
        .ifPresent(wrong -> add(wrong.what(), wrong.advice()));
  }

  private boolean checkPart(Part part) {
    Optional<CheckedNetwork> network = places.network(where, part.network());
    if (network.isEmpty()) {
      return false;
    }
    if (places.hierarchy().description().isGiven(part.network())) {
      add(
          "network '%s' trains, and it is given, so it stays as it is".formatted(part.network()),
          "network(\"%s\", source), which trains on from given values".formatted(part.network()));
      return false;
    }
    if (part.upTo().isPresent()) {
      String layer = part.upTo().get();
      if (Tap.of(part.network(), layer).linear()) {
        add(
            "network '%s' trains up to '%s', and a layer trains as a whole"
                .formatted(part.network(), layer),
            "the layer's name alone");
        return false;
      }
      if (places.tap(where, Tap.of(part.network(), layer)).isEmpty()
          || !whole(part, layer, "trains up to")) {
        return false;
      }
    }
    for (String layer : part.frozen()) {
      if (Tap.of(part.network(), layer).linear()) {
        add(
            "network '%s' freezes '%s', and a layer is frozen as a whole"
                .formatted(part.network(), layer),
            "the layer's name alone");
        return false;
      }
      if (places.tap(where, Tap.of(part.network(), layer)).isEmpty()
          || !whole(part, layer, "freezes")) {
        return false;
      }
    }
    boolean trains = trains(part, network.get().layers().size() - 1);
    if (!trains) {
      add(
          "network '%s' has no parameter to train%s%s"
              .formatted(
                  part.network(),
                  part.upTo().map(" up to layer '%s'"::formatted).orElse(""),
                  part.frozen().isEmpty() ? "" : " besides those frozen, " + part.frozen()),
          part.frozen().isEmpty() ? "a dense layer" : "freezing fewer layers");
    }
    return trains;
  }

  /** Says whether a place is a layer of the network's own, and not one inside such a layer. */
  private boolean whole(Part part, String layer, String does) {
    String outer = Tap.of(part.network(), layer).outer();
    if (!outer.equals(layer)) {
      add(
          "network '%s' %s '%s', which is inside '%s', and a layer trains as a whole"
              .formatted(part.network(), does, layer, outer),
          "'%s'".formatted(outer));
    }
    return outer.equals(layer);
  }

  /** Says whether some parameter of a part lies in the layers up to one. */
  private boolean trains(Part part, int layer) {
    List<CheckedLayer> layers = places.hierarchy().network(part.network()).orElseThrow().layers();
    int last = part.upTo().map(name -> indexOf(layers, name)).orElse(layers.size() - 1);
    return layers.subList(0, Math.min(last, layer) + 1).stream()
        .anyMatch(each -> each.trainable() > 0 && !part.frozen().contains(each.name()));
  }

  /** Refuses a term that trains nothing, and a network that nothing trains. */
  private void checkGradients() {
    Set<Part> reached = new HashSet<>();
    for (Term term : stage.terms()) {
      List<Part> own = new ArrayList<>(reachedBy(term.prediction()));
      if (term.objective() instanceof Objective.Alike alike) {
        alike.beside().learners().forEach(tap -> own.addAll(reachedBy(tap)));
      }
      if (own.isEmpty()) {
        add(
            "term '%s' predicts at %s, and nothing that leads there trains"
                .formatted(term.name(), term.prediction()),
            "a place behind one of " + stage.trains());
      }
      reached.addAll(own);
    }
    for (Part part : stage.trains()) {
      if (!reached.contains(part)) {
        add(
            "network '%s' trains, and no term's gradient reaches it".formatted(part.network()),
            "a term on it");
      }
    }
  }

  /** Gives the parts that a term's gradient flows into, from its prediction towards the input. */
  private List<Part> reachedBy(Tap prediction) {
    List<Part> reached = new ArrayList<>();
    Optional<Tap> at = Optional.of(prediction);
    while (at.isPresent()) {
      Tap tap = at.get();
      CheckedNetwork network = places.hierarchy().network(tap.network()).orElseThrow();
      int layer = indexOf(network.layers(), tap.outer());
      stage.trains().stream()
          .filter(part -> part.network().equals(tap.network()) && trains(part, layer))
          .forEach(reached::add);
      at =
          network.description().source() instanceof Source.At source
              ? Optional.of(source.tap())
              : Optional.empty();
    }
    return reached;
  }

  private void checkTransform() {
    if (stage.transform().isEmpty()) {
      return;
    }
    if (stage.transformedTerms().isEmpty()) {
      add(
          "batches are transformed (%s), and no term looks at that"
              .formatted(stage.transform().get()),
          "a term with Target.Transformed, or no transform(...)");
    }
    if (!stage.readout().single()) {
      add(
          "batches are transformed by the loss of one network, and the stage predicts "
              + stage.readout(),
          "a readout of one network");
    }
  }

  private void checkZeroOutput() {
    boolean falls =
        stage.acceptance() instanceof Acceptance.IfBetter rule
            && rule.fallback() == Acceptance.Fallback.ZERO_OUTPUT;
    boolean starts = stage.start() == Start.ZERO_OUTPUT;
    if (!starts && !falls) {
      return;
    }
    for (Part part : stage.trains()) {
      places
          .hierarchy()
          .network(part.network())
          .ifPresent(network -> checkZeroOutput(part, network, starts));
    }
  }

  private void checkZeroOutput(Part part, CheckedNetwork network, boolean starts) {
    CheckedLayer last = network.layers().get(network.layers().size() - 1);
    boolean weighted =
        last.parameters().stream()
            .anyMatch(spec -> spec.trainable() && spec.name().equals("weight"));
    if (!weighted || !last.activation().isIdentity()) {
      add(
          "network '%s' is to predict 0, and its last layer, %s, is not linear"
              .formatted(network.name(), last.name()),
          "output(%s) as the last layer".formatted(last.output().size(-1)));
    } else if (starts && part.upTo().isPresent() && !part.upTo().get().equals(last.name())) {
      add(
          "it starts with an output layer of zeros, and trains %s, which leaves them 0"
              .formatted(part),
          "Part.whole(\"%s\")".formatted(network.name()));
    }
  }

  /** Refuses what decides by data that there are none of, or by what the stage cannot change. */
  private void checkDecisions() {
    boolean stops = optimization.stopping().decides();
    boolean measured = recipe.validation().isPresent();
    if (stops && !measured) {
      add(optimization.stopping() + ", and there is no validation data", "validate(...)");
    }
    if (optimization.plateau().isPresent() && !measured) {
      add(optimization.plateau().get() + ", and there is no validation data", "validate(...)");
    }
    if (stage.acceptance() instanceof Acceptance.IfBetter rule) {
      if (!rule.criterion().validates()) {
        checkTrainingLoss();
      } else if (!measured) {
        add("it is " + stage.acceptance() + ", and there is no such data", "validate(...)");
      }
      stops = true;
    }
    if (stops && stage.readout().networks().stream().noneMatch(this::changes)) {
      add(
          "%s decides, and the stage trains %s, which does not change it"
              .formatted(stage.readout(), stage.trains()),
          "a readout of what trains");
    }
  }

  private boolean changes(String network) {
    Optional<CheckedNetwork> found = places.hierarchy().network(network);
    // One that is not there is a problem already.
    return found.isEmpty()
        || stage.trains().stream().anyMatch(part -> part.network().equals(network))
        || (found.get().description().source() instanceof Source.At at
            && changes(at.tap().network()));
  }

  /** The training loss that decides is that of the first term, as the evaluator can measure it. */
  private void checkTrainingLoss() {
    Term first = stage.terms().get(0);
    boolean whole =
        first.target() instanceof Target.Label
            && stage.readout().single()
            && outputOf(stage.readout().networks().get(0)).equals(Optional.of(first.prediction()))
            && (first.objective() instanceof Objective.Task
                || first.objective() instanceof Objective.HalfSquare);
    boolean left =
        first.target() instanceof Target.Residual
            && first.objective() instanceof Objective.HalfSquare;
    if (!whole && !left) {
      add(
          "it is kept by the training loss of its first term, %s, which cannot be measured"
              .formatted(first),
          "a first term on the label of what the stage predicts, a half square of what is left"
              + " of it, or validation data");
    }
  }

  private Optional<Tap> outputOf(String network) {
    return places.hierarchy().network(network).map(found -> found.description().outputTap());
  }

  private static int indexOf(List<CheckedLayer> layers, String name) {
    return layers.stream().map(CheckedLayer::name).toList().indexOf(name);
  }

  private void add(String what, String advice) {
    places.add(where, what, advice);
  }
}
