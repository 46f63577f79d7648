package dev.espalier.train.checks;

import dev.espalier.check.Projection;
import dev.espalier.compile.loss.Trial;
import dev.espalier.data.Targets;
import dev.espalier.describe.Source;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Task;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.Weight;
import dev.espalier.train.recipe.Recipe;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks that the terms of a gradient stage can be computed. */
final class TermChecks {
  private final Places places;
  private final Recipe recipe;
  private final GradientStage stage;
  private final List<String> names;
  private final String where;

  TermChecks(Places places, Recipe recipe, GradientStage stage) {
    this.places = places;
    this.recipe = recipe;
    this.stage = stage;
    names = stage.terms().stream().map(Term::name).toList();
    where = "stage " + stage.name();
  }

  /** Notes what does not fit; says whether all predictions are places that there are. */
  boolean check() {
    boolean known = true;
    for (Term given : stage.terms()) {
      Term term = given.in(recipe.task());
      checkName(term);
      checkWeight(term);
      Optional<Dims> predicted = places.tap(where, term.prediction());
      known &= predicted.isPresent() && besideKnown(term);
      checkObjective(term);
      Optional<Dims> target = target(term);
      if (known && predicted.isPresent() && target.isPresent()) {
        compare(term, predicted.get(), target.get());
      }
    }
    return known;
  }

  /** Says whether the further places of a likeness are there. */
  private boolean besideKnown(Term term) {
    return !(term.objective() instanceof Objective.Alike alike)
        || Stream.concat(alike.beside().learners().stream(), alike.beside().guides().stream())
            .map(tap -> places.tap(where, tap).isPresent())
            .reduce(true, Boolean::logicalAnd);
  }

  private void checkName(Term term) {
    if (term.name().isBlank()) {
      add("a term has no name: " + term, "a name");
    }
    if (names.indexOf(term.name()) != names.lastIndexOf(term.name())) {
      add("two terms are named '" + term.name() + "'", "names that differ");
    }
  }

  private void checkWeight(Term term) {
    if (term.weight() instanceof Weight.Balanced balanced) {
      List<String> before = names.subList(0, names.indexOf(term.name()));
      if (!before.contains(balanced.against())) {
        add(
            "term '%s' is balanced against '%s', which is no term before it"
                .formatted(term.name(), balanced.against()),
            before.isEmpty() ? "another order of terms" : "one of " + before);
      }
    }
  }

  private void checkObjective(Term term) {
    boolean label = term.target() instanceof Target.Label;
    boolean classes = recipe.task() == Task.CLASSIFICATION;
    if (classes && label && term.objective() instanceof Objective.Alike alike) {
      add(
          "term '%s' compares by %s with the label, which is a class"
              .formatted(term.name(), alike.likeness()),
          "Objective.Task");
    }
    if (classes && !label && term.objective() instanceof Objective.Task) {
      add(
          "term '%s' takes the task loss from %s, and that of classes is taken from the label"
              .formatted(term.name(), term.target()),
          "Objective.HalfSquare, or a likeness");
    }
    if (classes && term.target() instanceof Target.Opposite) {
      add(
          "term '%s' adds outputs up to values, and the task is %s"
              .formatted(term.name(), recipe.task()),
          "Target.Residual");
    }
    if (!classes
        && term.objective() instanceof Objective.Alike alike
        && alike.likeness().ofScores()) {
      add(
          "term '%s' compares %s, and the task is %s"
              .formatted(term.name(), alike.likeness(), recipe.task()),
          "meanSquare()");
    }
  }

  /** Gives the target's shape, where the plan alone says it. */
  private Optional<Dims> target(Term term) {
    Target target = term.target();
    if (target instanceof Target.At at) {
      return places.tap(where, at.tap());
    }
    if (target instanceof Target.Mean mean) {
      return mean(term, mean);
    }
    if (target instanceof Target.Past past) {
      checkPast(term, past.tap());
      return places.tap(where, past.tap());
    }
    if (target instanceof Target.Transformed at) {
      if (stage.transform().isEmpty()) {
        add(
            "term '%s' is on the transformed batch, and nothing transforms it"
                .formatted(term.name()),
            "stage.transform(...)");
      }
      return places.tap(where, at.tap());
    }
    // The addends of a sum have the label's shape, or LabelChecks says so.
    return target instanceof Target.Opposite opposite
        ? opposite.networks().stream()
            .flatMap(name -> places.network(where, name).stream())
            .map(network -> network.output())
            .findFirst()
        : Optional.empty();
  }

  /** Refuses the past of what does not train, or does not begin at the input. */
  private void checkPast(Term term, Tap tap) {
    if (stage.trains().stream().noneMatch(part -> part.network().equals(tap.network()))) {
      add(
          "term '%s' is on the past of '%s', which does not train in it"
              .formatted(term.name(), tap.network()),
          "the past of one of " + stage.trains());
    } else {
      places
          .hierarchy()
          .network(tap.network())
          .filter(network -> network.description().source() instanceof Source.At)
          .ifPresent(
              network ->
                  add(
                      "term '%s' is on the past of '%s', whose input is %s"
                          .formatted(term.name(), tap.network(), network.description().source()),
                      "the past of a network on the shared input"));
    }
  }

  /** Gives the shape that all places of a mean have. */
  private Optional<Dims> mean(Term term, Target.Mean mean) {
    List<Optional<Dims>> found = mean.taps().stream().map(tap -> places.tap(where, tap)).toList();
    List<Dims> known = found.stream().flatMap(Optional::stream).distinct().toList();
    if (known.size() > 1) {
      add(
          "term '%s' takes the mean of %s, whose shapes are %s"
              .formatted(term.name(), mean.taps(), known),
          "places of one shape");
      return Optional.empty();
    }
    return found.stream().allMatch(Optional::isPresent) ? found.get(0) : Optional.empty();
  }

  private void compare(Term term, Dims predicted, Dims target) {
    try {
      if (!(term.objective() instanceof Objective.Alike alike)) {
        requireEqual(term.prediction(), predicted, target);
        return;
      }
      Compared values = alike.compared(term, places.hierarchy());
      Optional<Projection> map = alike.projection();
      if (map.isPresent() && !map.get().from().equals(predicted)) {
        throw new MisfitException(
            "%s has the shape %s, and the projection takes %s"
                .formatted(term.prediction(), predicted, map.get().from()),
            "new Projection(%s, %s)".formatted(predicted, target));
      }
      alike.likeness().requireFit(values);
      if (!alike.likeness().compares(values)) {
        throw unequal(term.prediction(), values.first(), target);
      }
      Trial.require(
          alike.likeness(),
          values,
          recipe.data().kind() instanceof Targets.Classes classes ? classes.names().size() : 0,
          recipe.data().targets().dims(),
          recipe.conditions().precision().type());
    } catch (MisfitException misfit) {
      places.problems().add(Problem.at(where + ", term '" + term.name() + "'", misfit));
    }
  }

  private static void requireEqual(Tap prediction, Dims predicted, Dims target) {
    if (!predicted.equals(target)) {
      throw unequal(prediction, predicted, target);
    }
  }

  private static MisfitException unequal(Tap prediction, Dims predicted, Dims target) {
    return new MisfitException(
        "%s gives the shape %s, and the target's is %s".formatted(prediction, predicted, target),
        "a prediction of the target's shape, or a projection");
  }

  private void add(String what, String advice) {
    places.add(where, what, advice);
  }
}
