package dev.espalier.methods;

import static dev.espalier.Espalier.compare;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.check.Checker;
import dev.espalier.compare.Trial;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.testkit.method.TrainingCase;
import dev.espalier.train.plan.MethodRegistry;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.recipe.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the processes of trainings of every method, and of comparisons, at random moments; what the
 * dead leave must each time lead to the numbers of a training that nobody killed.
 */
final class KillIT {
  /** How often in all; {@code -Dkills=1000} for the long form. */
  private static final int KILLS = Integer.getInteger("kills", 8);

  /** Other moments: {@code -Dkills.seed=2}. */
  private static final int SEED = Integer.getInteger("kills.seed", 1);

  /** Enough for some kills, and few enough to be run to their end after each. */
  private static final int EPOCHS = 12;

  private final Path folder;

  KillIT(@TempDir Path folder) {
    this.folder = folder;
  }

  /**
   * What is killed.
   *
   * @param name by which its process finds it
   * @param result runs it to its end with checkpoints in a folder; gives all that must be equal
   */
  record Victim(String name, Function<Path, Object> result) {
    static Victim of(TrainingCase each) {
      return new Victim(
          each.name(),
          saved ->
              each.result(r -> r.epochs(EPOCHS).checkpoint(Checkpoints.in(saved).everySteps(3))));
    }

    /** Two methods with two seeds, two trainings at once. */
    static Victim comparison() {
      return new Victim("compare", KillIT::comparison);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Victim> victims() {
    return Stream.concat(Cases.methods().map(Victim::of), Stream.of(Victim.comparison()));
  }

  @ParameterizedTest
  @MethodSource("victims")
  void whatAKilledProcessLeavesLeadsToTheSameBits(Victim victim) throws Exception {
    int victims = (int) victims().count();
    int kills = (KILLS + victims - 1) / victims;
    Object whole = victim.result().apply(folder.resolve("whole"));
    SplittableRandom random = new SplittableRandom(31L * victim.name().hashCode() + SEED);
    int equal = 0;

    for (int lives = 0; equal < kills; lives++) {
      Path saved = folder.resolve("life " + lives);
      Killed process = new Killed(saved, random);
      while (equal < kills && process.kill(Program.class, victim.name())) {
        if (random.nextInt(10) == 0) {
          process.damageNewest();
        }
        Path copy = folder.resolve("copy");
        process.copyTo(copy);
        assertThat(victim.result().apply(copy)).as("after kill %s", equal).isEqualTo(whole);
        delete(copy);
        equal++;
      }
      delete(saved);
    }

    System.out.printf("%s: %s kills, %s equal results%n", victim, kills, equal);
  }

  @Test
  void everyRegisteredMethodIsKilled() {
    TreeSet<String> planned =
        Cases.methods()
            .map(each -> each.method().plan(Checker.check(each.description())))
            .map(Plan::method)
            .flatMap(names -> Arrays.stream(names.split("\\+")))
            .collect(toCollection(TreeSet::new));

    assertThat(planned).containsAll(MethodRegistry.all().keySet());
  }

  /** The program that is killed. */
  static final class Program {
    private Program() {}

    public static void main(String... args) {
      Object result =
          victims()
              .filter(victim -> victim.name().equals(args[0]))
              .findFirst()
              .orElseThrow()
              .result()
              .apply(Path.of(args[1]));
      System.out.println(result);
    }
  }

  private static Object comparison(Path saved) {
    List<Object> results = new ArrayList<>();
    for (Trial trial :
        compare(
                "killed",
                c ->
                    c.seeds(1, 2)
                        .parallel(2)
                        .baseline("plain", Cases.CHAIN, supervised())
                        .candidate("guided", Cases.CHAIN, selfAbstraction())
                        .recipe(
                            r ->
                                r.classify(Cases.BLOBS)
                                    .validate(Cases.MORE_BLOBS)
                                    .adam(Schedule.cosine(0.05, 0))
                                    .batch(10)
                                    .epochs(EPOCHS / 2)
                                    .checkpoint(saved, 1)))
            .trials()) {
      assertThat(trial.failure()).isEmpty();
      results.add(
          List.of(trial.contender(), trial.seed(), trial.metrics(), trial.epochs(), trial.steps()));
    }
    return results;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
