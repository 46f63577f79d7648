package dev.espalier.examples;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.Pass;
import dev.espalier.describe.Network;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.layer.Branch;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.basic.Dense;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.describe.value.Registry;
import dev.espalier.torch.Autograd;
import dev.espalier.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * What a layer costs that is computed by its text, over the same layer as it is: forward and
 * backward in a loop of its own, one thread, batch 64.
 *
 * <p>Prints the network 2-32-32-1, then an example of each kind of layer. A ratio about 1 says that
 * the kind has no accelerator, or needs none.
 *
 * <p>Arguments: the number of rounds (9).
 */
public final class LayerTextBenchmark {
  /** What can be given, in this order. */
  @Command(description = "What layers cost by text, each over what it is now.")
  static final class Given {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "rounds",
        description = "How often each is measured; medians count.",
        converter = Program.AtLeastOne.class)
    int rounds = 9;
  }

  private static final int BATCH = 64;
  private static final int STEPS = 200;

  private LayerTextBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param args the number of rounds
   */
  public static void main(String[] args) {
    Program.start(
        LayerTextBenchmark.class,
        new Given(),
        args,
        given -> {
          Torch.setThreads(1);
          System.out.print(run(given.rounds));
        });
  }

  /** Gives a line for each network: its microseconds a step, and the ratio with quartiles. */
  static String run(int rounds) {
    StringBuilder lines = new StringBuilder();
    lines.append(
        line(
            "2-32-32-1",
            network("net", n -> n.input(2).dense("a", 32).relu().dense("b", 32).relu().output(1)),
            network(
                "net",
                n ->
                    n.input(2)
                        .layer("a", new Text(Dense.of(32)))
                        .relu()
                        .layer("b", new Text(Dense.of(32)))
                        .relu()
                        .layer("output", new Text(Dense.of(1)))),
            rounds));
    for (Layer.Entry entry : Registry.all(Layer.Entry.class).values()) {
      for (Layer.Example example : entry.examples()) {
        long[] in = example.input().toArray();
        lines.append(
            line(
                example.name(),
                network("net", n -> n.input(in).layer("a", example.layer())),
                network("net", n -> n.input(in).layer("a", new Text(example.layer()))),
                rounds));
      }
    }
    return lines.toString();
  }

  private static String line(String name, Network asItIs, Network byText, int rounds) {
    try (Loop fast = new Loop(asItIs);
        Loop text = new Loop(byText)) {
      IntToDoubleFunction measured =
          round -> {
            boolean first = round % 2 == 0;
            double one = first ? fast.microseconds() : text.microseconds();
            double other = first ? text.microseconds() : fast.microseconds();
            return first ? other / one : one / other;
          };
      // Warms both up.
      Arrays.setAll(new double[2], measured);
      double[] ratios = new double[rounds];
      Arrays.setAll(ratios, measured);
      Arrays.sort(ratios);
      return String.format(
          Locale.ROOT,
          "%-32s %6.1f us, by text %.2f [%.2f, %.2f]%n",
          name,
          fast.microseconds(),
          ratios[rounds / 2],
          ratios[rounds / 4],
          ratios[3 * rounds / 4]);
    }
  }

  /** Forward and backward passes of one network. */
  private static final class Loop implements AutoCloseable {
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), Torch.ENGINE);
    private final NetworkBlock block;
    private final NDArray input;

    Loop(Network network) {
      block = NetworkBlock.of(check(network).networks().get(0), manager, DataType.FLOAT32, 7);
      input = manager.ones(new Shape(block.network().input().withBatch(BATCH)));
    }

    double microseconds() {
      long start = System.nanoTime();
      for (int i = 0; i < STEPS; i++) {
        step(i);
      }
      return (System.nanoTime() - start) / 1e3 / STEPS;
    }

    private void step(int number) {
      try (NDScope scope = new NDScope();
          Autograd.Mode recording = Autograd.recording()) {
        scope.suppressNotUsedWarning();
        NDArray leaf = Autograd.leaf(input);
        Autograd.backward(block.forward(leaf, Pass.training(number)).sum());
      }
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  /** A layer of another class, which has no accelerator. */
  private record Text(Layer of) implements Layer {
    @Override
    public String kind() {
      return of.kind();
    }

    @Override
    public Dims outputOf(Dims in) {
      return of.outputOf(in);
    }

    @Override
    public List<ParameterSpec> parametersFor(Dims in) {
      return of.parametersFor(in);
    }

    @Override
    public Formula formula(Dims in) {
      return of.formula(in);
    }

    @Override
    public Formula trainingFormula(Dims in) {
      return of.trainingFormula(in);
    }

    @Override
    public List<Branch> branches() {
      return of.branches();
    }

    @Override
    public OptionalInt tokens() {
      return of.tokens();
    }
  }
}
