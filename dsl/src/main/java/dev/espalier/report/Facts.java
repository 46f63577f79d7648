package dev.espalier.report;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.check.CheckedLink;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.Evaluation;
import dev.espalier.train.log.RunLog;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.recipe.Recipe;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * What a report is made of, and the few questions that all of its parts ask.
 *
 * @param hierarchy the networks
 * @param plan the stages as planned
 * @param recipe data and settings
 * @param log the stages as they went
 * @param evaluations the final metrics
 * @param environment versions, device, threads
 */
record Facts(
    CheckedHierarchy hierarchy,
    Plan plan,
    Recipe recipe,
    RunLog log,
    List<Evaluation> evaluations,
    Map<String, String> environment) {

  Facts {
    evaluations = List.copyOf(evaluations);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  /** Gives the names of the stages that ran, those that were cut short too. */
  List<String> stages() {
    Set<String> names = new LinkedHashSet<>();
    log.epochs().forEach(epoch -> names.add(epoch.stage()));
    Set<String> ordered = new LinkedHashSet<>();
    log.stages().forEach(stage -> ordered.add(stage.name()));
    ordered.addAll(names);
    return List.copyOf(ordered);
  }

  /** Gives the keys of a map of all epochs, in the order in which they first come up. */
  List<String> keys(Function<EpochRecord, Map<String, Double>> part) {
    Set<String> keys = new LinkedHashSet<>();
    log.epochs().forEach(epoch -> keys.addAll(part.apply(epoch).keySet()));
    return List.copyOf(keys);
  }

  /** Gives the loss that an epoch is judged by: on the validation data, else of its first term. */
  static OptionalDouble loss(EpochRecord epoch) {
    Double validation = epoch.validation().get("loss");
    if (validation != null) {
      return OptionalDouble.of(validation);
    }
    return epoch.terms().values().stream().mapToDouble(Double::doubleValue).findFirst();
  }

  /** Gives the first epoch of a stage with the lowest loss. */
  Optional<EpochRecord> best(String stage) {
    return log.epochsOf(stage).stream()
        .filter(epoch -> loss(epoch).isPresent() && !Double.isNaN(loss(epoch).getAsDouble()))
        .min(Comparator.comparingDouble(epoch -> loss(epoch).getAsDouble()));
  }

  /**
   * Gives the name of the link that a term of a stage makes alike, if it is one: its target is
   * another network's tap, or it is named as the link is, {@code guide -> learner}.
   */
  Optional<String> link(String stage, String term) {
    for (GradientStage planned : plan.gradientStages()) {
      for (Term known : planned.terms()) {
        if (planned.name().equals(stage)
            && known.name().equals(term)
            && known.target() instanceof Target.At target) {
          return Optional.of(target.tap() + " -> " + known.prediction());
        }
      }
    }
    return hierarchy.links().stream().map(CheckedLink::name).filter(term::equals).findFirst();
  }

  /** Gives the metrics of a readout, on the validation data where there are any. */
  Optional<Evaluation> evaluation(Readout readout) {
    List<Evaluation> own =
        evaluations.stream().filter(one -> one.readout().equals(readout)).toList();
    Optional<Evaluation> validated =
        recipe
            .validation()
            .flatMap(
                data -> own.stream().filter(one -> one.data().equals(data.name())).findFirst());
    return validated.or(() -> own.stream().findFirst());
  }

  /** Gives the metrics of what the plan predicts; of what came last where the plan ended before. */
  Optional<Evaluation> result() {
    return evaluation(plan.readout())
        .or(() -> evaluations.stream().reduce((first, second) -> second));
  }

  /** Gives how the training ended, in words. */
  String ending() {
    return switch (log.ending()) {
      case COMPLETED -> "completed";
      case ENDED_BY_STAGE -> "ended by a stage that was not kept";
      case CANCELLED -> "cancelled";
    };
  }
}
