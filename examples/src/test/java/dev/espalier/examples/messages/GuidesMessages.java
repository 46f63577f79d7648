package dev.espalier.examples.messages;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import ai.djl.ndarray.NDArray;
import dev.espalier.Run;
import dev.espalier.check.CheckedHierarchy;
import dev.espalier.compile.CompiledHierarchy;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.describe.GuideBuilder;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.distribution.DecoupledTargets;
import dev.espalier.describe.likeness.feature.KnowledgeReview;
import dev.espalier.describe.likeness.feature.SolutionFlow;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import dev.espalier.torch.Operators;
import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.SolveContext;
import dev.espalier.train.plan.SolveStage;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

final class GuidesMessages implements Chapter {
  private static final Network NET =
      network("net", n -> n.input(2).layerNorm().dense("h", 4).relu().output(2));
  private static final Network LINE = network("line", n -> n.input(2).dense("h", 4).output(1));
  private static final Hierarchy CHAIN = chain(Likeness.relative());

  private final List<CompiledHierarchy> reached = new ArrayList<>();

  @Override
  public String title() {
    return "Guides and measures";
  }

  @Override
  public List<Message> messages() {
    return List.of(
        new Message(
            "A solve stage leaves NaN in a guide; then the guide's values are kept.",
            () -> train(CHAIN, setting(Double.NaN), this::recipe)),
        new Message(
            "A listener changes a guide while its values are kept.",
            () -> train(CHAIN, setting(0.5), r -> recipe(r).listener(meddling()))),
        new Message(
            "`guide(\"small\", \"large\", g -> g.likeness(cosine()).hidden(\"one\", \"one\"))` of a"
                + " layer of one value",
            () -> check(chain(Likeness.cosine()))),
        new Message("`Likeness.softTargets(0)`", () -> Likeness.softTargets(0)),
        new Message(
            "`hidden(\"one\", \"one\", new SolutionFlow())`, which compares two layers with two",
            () -> check(chain(new SolutionFlow()))),
        new Message(
            "`together(List.of(\"one\", \"output\"), List.of(\"one\"), new KnowledgeReview())`",
            () ->
                check(
                    linked(
                        g ->
                            g.together(
                                List.of("one", "output"), List.of("one"), new KnowledgeReview())))),
        new Message(
            "`likeness(\"both\", \"torch.mean(learner * guide_2)\")` in a link of two layers",
            () -> check(chain(new Likeness.Text("both", "torch.mean(learner * guide_2)")))),
        new Message(
            "A likeness of one's own with a parameter that its formula does not take",
            () ->
                train(
                    linked(
                        g -> g.hidden("one", "one", new Forgetful("torch.mean(learner * guide)"))),
                    selfAbstraction(),
                    this::recipe)),
        new Message(
            "The same of a formula that takes what there is not",
            () ->
                train(
                    linked(
                        g -> g.hidden("one", "one", new Forgetful("torch.mean(learner * w)", "w"))),
                    selfAbstraction(),
                    this::recipe)),
        new Message("`new DecoupledTargets(1, -8, 4)`", () -> new DecoupledTargets(1, -8, 4)),
        new Message(
            "Inputs of 3e38 as validation data of a network with layer norm",
            () -> train(NET, supervised(), r -> recipe(r).validate(data("huge", 3e38)))),
        new Message(
            "The same to `run.evaluate(...)`",
            () -> {
              try (Run run = train(NET, supervised(), this::recipe)) {
                run.evaluate(data("huge", 3e38));
              }
            }),
        new Message("`run.result().metric(\"rse\")` where every target is .5", () -> flat("rse")),
        new Message("`run.result().metric(\"f1\")`", () -> flat("f1")));
  }

  private static void flat(String metric) {
    double[] targets = new double[8];
    Arrays.fill(targets, 0.5);
    DataSet flat = Data.fromArrays("flat", inputs(1), targets);
    try (Run run = train(LINE, supervised(), r -> r.regress(flat).epochs(1).quiet())) {
      run.result().metric(metric);
    }
  }

  private RecipeBuilder recipe(RecipeBuilder r) {
    return r.classify(data("points", 1)).batch(4).epochs(2).quiet();
  }

  private static DataSet data(String name, double size) {
    return Data.fromArrays(name, inputs(size), new int[] {0, 1, 0, 1, 0, 1, 0, 1});
  }

  private static double[][] inputs(double size) {
    double[][] inputs = new double[8][2];
    Arrays.setAll(inputs, i -> new double[] {size, -size});
    return inputs;
  }

  private static Hierarchy chain(Likeness likeness) {
    return linked(g -> g.likeness(likeness).hidden("one", "one"));
  }

  private static Hierarchy linked(UnaryOperator<GuideBuilder> links) {
    return hierarchy(
        "chain",
        h ->
            h.input(2)
                .network("small", n -> n.dense("one", 1).relu().output(2))
                .network("large", n -> n.dense("one", 1).relu().dense("h", 4).relu().output(2))
                .guide("small", "large", links));
  }

  /** A likeness whose parameter is called scale, whatever its formula takes. */
  private record Forgetful(Formula text) implements Likeness {
    Forgetful(String text, String... more) {
      this(Likeness.formula("forgetful", text, more));
    }

    @Override
    public String name() {
      return "forgetful";
    }

    @Override
    public List<ParameterSpec> parametersFor(Compared values) {
      return List.of(ParameterSpec.trained("scale", Dims.of(1), 1, 1, Initial.ones()));
    }

    @Override
    public Optional<Formula> formula() {
      return Optional.of(text);
    }

    @Override
    public String toString() {
      return name();
    }
  }

  private RunListener meddling() {
    return new RunListener() {
      @Override
      public void epochDone(EpochRecord epoch) {
        fill(reached.get(reached.size() - 1), 0.25);
      }
    };
  }

  private static void fill(CompiledHierarchy networks, double value) {
    NDArray weight = networks.network("small").parameters().get(0).array();
    try (NDArray filled = weight.onesLike().muli(value)) {
      Operators.copy(List.of(weight), List.of(filled));
    }
  }

  /** Gives a method that sets the guide's first weight, then trains under its guidance. */
  private TrainingMethod setting(double value) {
    return new TrainingMethod() {
      @Override
      public String name() {
        return "setting";
      }

      @Override
      public Plan plan(CheckedHierarchy hierarchy) {
        Plan sal = selfAbstraction().plan(hierarchy);
        return new Plan(
            name(),
            hierarchy.name(),
            List.of(new SolveStage("set", new Setting(value)), sal.stages().get(1)),
            sal.readout());
      }
    };
  }

  private final class Setting implements SolveStage.Solver {
    private final double value;

    Setting(double value) {
      this.value = value;
    }

    @Override
    public void solve(SolveContext context) {
      reached.add(context.networks());
      fill(context.networks(), value);
    }

    @Override
    public String explain() {
      return "sets the guide";
    }
  }
}
