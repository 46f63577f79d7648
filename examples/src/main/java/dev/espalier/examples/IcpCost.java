package dev.espalier.examples;

import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.constructivePerturbation;

import dev.espalier.Run;
import dev.espalier.data.DataSet;
import dev.espalier.describe.Network;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.Datasets;
import dev.espalier.torch.Torch;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.plan.Stage;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures what a perturbed step of ICP self-distillation costs in plain steps.
 *
 * <p>Each round trains two epochs: in the first the task's share is 1, so its steps are plain ones;
 * in the second every batch is perturbed. The ratio of the two is taken round by round, of the
 * thread's own CPU time, so that a busy machine disturbs it little; the first round is left out.
 */
public final class IcpCost {
  /** What can be given, {@code name=value} each. */
  @Command(description = "Measures what a perturbed step of ICP costs in plain steps.")
  static final class Given {
    @Option(names = "data", description = "The folder of Fashion-MNIST's four idx files.")
    Path data = Path.of("/usr/share/datasets/fashion-mnist");

    @Option(
        names = "rounds",
        description = "Rounds of two epochs.",
        converter = Program.AtLeastOne.class)
    int rounds = 7;

    @Option(
        names = "perClass",
        description = "Training images a class.",
        converter = Program.AtLeastOne.class)
    int perClass = 64;

    @Option(
        names = "steps",
        description = "The steps of the perturbation.",
        converter = Program.AtLeastOne.class)
    int steps = 5;
  }

  private IcpCost() {}

  /**
   * Prints, for a CNN and a small ResNet, the median of the rounds' ratios and their range.
   *
   * @param args {@code data=FOLDER}, where Fashion-MNIST's four idx files are, and if wanted {@code
   *     rounds=7 perClass=64 steps=5}
   */
  public static void main(String[] args) {
    Program.start(IcpCost.class, new Given(), args, IcpCost::run);
  }

  private static void run(Given given) {
    // The time of one thread is measured, so it must be the only one that computes.
    if (Torch.isAvailable()) {
      Torch.setThreads(1);
    }
    DataSet images = Datasets.fashionMnist(given.data).train().sample(given.perClass, 1);
    Dims dims = images.inputDims();
    for (Network network : List.of(IcpNetworks.cnn(dims), IcpNetworks.resnet(dims))) {
      System.out.println(cost(network, images, given.rounds, given.steps));
    }
  }

  /** Gives the sentence for one network. */
  static String cost(Network network, DataSet images, int rounds, int steps) {
    DescriptiveStatistics ratios = new DescriptiveStatistics();
    DescriptiveStatistics plain = new DescriptiveStatistics();
    for (int round = 0; round <= rounds; round++) {
      EpochTimes times = new EpochTimes();
      try (Run run =
          train(
              network,
              constructivePerturbation(p -> p.steps(steps).warmUpEpochs(0)),
              r -> r.classify(images).batch(64).epochs(2).listener(times).quiet())) {
        if (round > 0) {
          ratios.addValue(times.seconds.get(1) / times.seconds.get(0));
          plain.addValue(1e3 * times.seconds.get(0) / run.log().epochs().get(0).steps());
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "%s: a plain step takes %.1f ms of CPU time, one with %d perturbing steps %.2f times that"
            + " (medians of %d rounds; ratios from %.2f to %.2f)",
        network.name(),
        plain.getPercentile(50),
        steps,
        ratios.getPercentile(50),
        rounds,
        ratios.getMin(),
        ratios.getMax());
  }

  /** The CPU time that the training's thread has spent in each epoch. */
  private static final class EpochTimes implements RunListener {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Double> seconds = new ArrayList<>();
    private long start;

    @Override
    public void stageStarted(Stage stage, long steps) {
      start = threads.getCurrentThreadCpuTime();
    }

    @Override
    public void epochDone(EpochRecord epoch) {
      long now = threads.getCurrentThreadCpuTime();
      seconds.add((now - start) / 1e9);
      start = now;
    }
  }
}
