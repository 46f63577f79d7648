package dev.espalier.train.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names that differ for all stages of a plan, at any depth: seeds, logs and charts go by them.
 *
 * <p>A stage keeps its name unless an earlier one has it. Then its method's name comes before it,
 * or that of its alternative where the earlier one is of the same method, and a number after it
 * where that is taken too.
 */
final class StageNames {
  private final Set<String> earlier = new HashSet<>();
  private final Set<String> taken = new HashSet<>();

  private StageNames() {}

  /** Gives all stages, in order, under names that differ; follows from the order alone. */
  static List<Stage> differing(List<Plan.Segment> segments) {
    StageNames names = new StageNames();
    List<Stage> all = new ArrayList<>();
    for (Plan.Segment segment : segments) {
      all.addAll(names.of(segment.stages(), segment.method(), Optional.empty()));
      names.earlier.addAll(names.taken);
    }
    return all;
  }

  private List<Stage> of(List<Stage> stages, String method, Optional<String> alternative) {
    return stages.stream().map(stage -> of(stage, method, alternative)).toList();
  }

  private Stage of(Stage stage, String method, Optional<String> alternative) {
    String name = free(stage.name(), method, alternative);
    if (stage instanceof GradientStage gradient) {
      return gradient.named(name);
    }
    if (stage instanceof SolveStage solve) {
      return new SolveStage(name, solve.solver());
    }
    BranchStage branch = (BranchStage) stage;
    List<BranchStage.Alternative> alternatives =
        branch.alternatives().stream()
            .map(
                one ->
                    new BranchStage.Alternative(
                        one.name(), of(one.stages(), method, Optional.of(one.name()))))
            .toList();
    return new BranchStage(name, alternatives, branch.criterion(), branch.readout());
  }

  private String free(String own, String method, Optional<String> alternative) {
    String name = earlier.contains(own) ? method + "." + own : own;
    if (taken.contains(name) && alternative.isPresent()) {
      name = alternative.get() + "." + name;
    }
    String base = name;
    for (int number = 2; !taken.add(name); number++) {
      name = base + " " + number;
    }
    return name;
  }
}
