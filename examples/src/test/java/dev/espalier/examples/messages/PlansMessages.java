package dev.espalier.examples.messages;

import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.compare;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.distillation;
import static dev.espalier.methods.Methods.innerHeads;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.check.CheckedHierarchy;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.stopping.Stopping;
import dev.espalier.describe.value.Dims;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.GradientStage;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.Part;
import dev.espalier.train.plan.Plan;
import dev.espalier.train.plan.Readout;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.plan.Stage;
import dev.espalier.train.plan.Target;
import dev.espalier.train.plan.Term;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.plan.Weight;
import java.util.List;
import java.util.Optional;

final class PlansMessages implements Chapter {
  private static final Network NET = network("net", n -> n.input(2).dense("h", 4).tanh().output(2));
  private static final Hierarchy TWO =
      hierarchy(
          "two",
          h ->
              h.input(2)
                  .network("a", n -> n.dense("h", 4).tanh().output(2))
                  .network("b", n -> n.dense("h", 5).tanh().output(2)));
  private static final DataSet DATA =
      Data.fromArrays(
          "four", new double[][] {{0, 1}, {1, 0}, {1, 1}, {0, 0}}, new int[] {0, 1, 0, 1});
  private static final Tap OUTPUT = Tap.of("net", "output");

  @Override
  public String title() {
    return "Plans";
  }

  @Override
  public List<Message> messages() {
    return List.of(
        planned("selfAbstraction() on a single network", selfAbstraction()),
        planned("innerHeads() on a network without heads", innerHeads()),
        planned("distillation() on a network that nothing guides", distillation()),
        new Message(
            "distillation(d -> d.hints()) without a hidden link",
            () -> distillation(d -> d.hints()).plan(check(TWO))),
        new Message(
            "distillation(d -> d.meanOfGuides()) with one guide",
            () -> distillation(d -> d.meanOfGuides()).plan(check(TWO))),
        trained("distillation(d -> d.mutual()) on one network", distillation(d -> d.mutual())),
        trained(
            "distillation(d -> d.stored(\"teacher\")) of data without that column",
            distillation(d -> d.stored("teacher"))),
        trained(
            "distillation(d -> d.ownPast(0.99).cleanGuides()) where nothing is augmented",
            distillation(d -> d.ownPast(0.99).cleanGuides())),
        new Message(
            "distillation(d -> d.taskWeight(-1))", () -> distillation(d -> d.taskWeight(-1))),
        new Message("distillation(d -> d.ownPast(1))", () -> distillation(d -> d.ownPast(1))),
        new Message(
            "data.withColumn(\"teacher\", rows) of too few rows",
            () -> DATA.withColumn("teacher", Rows.of(new double[4], Dims.of(2)))),
        planned(
            "constructivePerturbation(p -> p.targets(\"h\", \"typo\"))",
            constructivePerturbation(p -> p.targets("h", "typo"))),
        new Message(
            "multigrade() on networks that are no grades", () -> multigrade().plan(check(TWO))),
        trained("reversePropagation() on a network that nothing has trained", reversePropagation()),
        trained(
            "Early stopping of a stage without validation data",
            supervised().settings(Settings.fromRecipe().stopping(Stopping.patience(2)))),
        own("A stage that trains a network that is not there", stage("lost", Term.task(OUTPUT))),
        own("A term at a layer that is not there", stage("net", Term.task(Tap.of("net", "x")))),
        own("Two terms of one name", stage("net", Term.task(OUTPUT), Term.task(OUTPUT))),
        own("A column that no stage writes", stage("net", column())),
        own(
            "A term balanced against itself",
            stage("net", Term.task(OUTPUT).withWeight(new Weight.Balanced(.1, "task", .9, 0, 1)))),
        own(
            "A stage kept by a training loss that cannot be measured",
            stage("net", likeness())
                .acceptance(
                    new Acceptance.IfBetter(
                        Acceptance.Criterion.TRAINING_LOSS, 0, Acceptance.Fallback.REVERT, false))),
        own(
            "Two stages of one name",
            stage("net", Term.task(OUTPUT)),
            stage("net", Term.task(OUTPUT))),
        new Message(
            "A guide's weight that fails at the start",
            () ->
                check(guided(Schedule.named("mine", moment -> Math.floorDiv(1, moment.epoch()))))),
        new Message(
            "A guide's weight that is no number in the third epoch",
            () ->
                train(
                    guided(Schedule.named("mine", m -> m.epoch() == 2 ? Double.NaN : 1)),
                    selfAbstraction(),
                    r -> r.classify(DATA).epochs(3).quiet())),
        new Message("multigrade(m -> m.epochs(5, 0))", () -> multigrade(m -> m.epochs(5, 0))),
        new Message(
            "compare with seeds(1, 2, 1) and without a baseline",
            () -> compare("c", c -> c.candidate("net", NET, supervised()).seeds(1, 2, 1))),
        new Message("A stage of -1 epochs", () -> Settings.fromRecipe().epochs(-1)),
        new Message("A readout of one network twice", () -> Readout.of("net", "net")),
        new Message(
            "reversePropagation(p -> p.alphas(-1))", () -> reversePropagation(p -> p.alphas(-1))));
  }

  private static Hierarchy guided(Schedule weight) {
    return hierarchy(
        "two",
        h ->
            h.input(2)
                .network("a", n -> n.dense("h", 4).tanh().output(2))
                .network("b", n -> n.dense("h", 4).tanh().output(2))
                .guide("a", "b", g -> g.hidden("h", "h", weight)));
  }

  private static Message planned(String deed, TrainingMethod method) {
    return new Message(deed, () -> method.plan(check(NET)));
  }

  private static Message trained(String deed, TrainingMethod method) {
    return new Message(deed, () -> train(NET, method, r -> r.classify(DATA).quiet()));
  }

  private static Message own(String deed, Stage... stages) {
    return trained(deed, new Own(List.of(stages)));
  }

  private static GradientStage stage(String network, Term... terms) {
    return GradientStage.of("fit", Part.whole(network), List.of(terms)).readout(Readout.of("net"));
  }

  private static Term column() {
    return new Term(
        "wanted",
        Tap.of("net", "h"),
        new Target.Column("wanted"),
        new Objective.HalfSquare(),
        Weight.one());
  }

  private static Term likeness() {
    Tap hidden = Tap.of("net", "h");
    return new Term(
        "own",
        hidden,
        new Target.At(hidden),
        new Objective.Alike(Likeness.meanSquare(), Optional.empty()),
        Weight.one());
  }

  /** A method of a user's own. */
  private record Own(List<Stage> stages) implements TrainingMethod {
    @Override
    public String name() {
      return "own";
    }

    @Override
    public Plan plan(CheckedHierarchy hierarchy) {
      return new Plan(name(), hierarchy.name(), stages, Readout.of("net"));
    }
  }
}
