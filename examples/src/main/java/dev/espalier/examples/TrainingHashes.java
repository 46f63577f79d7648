package dev.espalier.examples;

import static dev.espalier.Espalier.attention;
import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.exponential;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.meanSquare;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.softTargets;
import static dev.espalier.Espalier.steps;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.distillation;
import static dev.espalier.methods.Methods.innerHeads;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.data.Split;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.Description;
import dev.espalier.describe.GuideBuilder;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Dims;
import dev.espalier.models.Chains;
import dev.espalier.models.Datasets;
import dev.espalier.models.Networks;
import dev.espalier.models.Synthetic;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Prints the hash of all parameters after each of 58 trainings, of every method and setting: what
 * two versions print on one machine differs exactly where a change moved a bit.
 */
public final class TrainingHashes {
  /** What can be given, in this order. */
  @Command(description = "Prints hashes of trainings over all methods.")
  static final class Given {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "only",
        description = "What the names begin with of those that are run.")
    String only = "";
  }

  private static final Dims PIXELS = Dims.of(1, 8, 8);
  private static final Split DIGITS = Datasets.digits().take(400).split(0.8, 7);
  private static final Split WINE = Datasets.wine().split(0.8, 7).standardized();

  private static final Network MLP =
      network(
          "mlp",
          n -> n.input(1, 8, 8).flatten().dense("h1", 32).relu().dense("h2", 16).relu().output(10));
  private static final Network RICH =
      network(
          "rich",
          n ->
              n.input(1, 8, 8)
                  .flatten()
                  .dense("h1", 32)
                  .batchNorm()
                  .leakyRelu()
                  .dropout(0.2)
                  .dense("h2", 16)
                  .layerNorm()
                  .gelu()
                  .output(10));
  private static final Network CNN = Networks.lenet("cnn", PIXELS, 10);
  private static final Network RESNET = Networks.resnet("resnet", PIXELS, 10, 1, 4, 8);
  private static final Network LSTM =
      network(
          "lstm",
          n -> n.input(1, 8, 8).reshape(8, 8).lstm("steps", 12).last().dense("h", 8).output(10));
  private static final Network GRU =
      network("gru", n -> n.input(1, 8, 8).reshape(8, 8).gru("steps", 12).last().output(10));
  private static final Network TABLE =
      network("table", n -> n.input(13).dense("h", 16).tanh().output(3));

  private static final Hierarchy WAVE =
      hierarchy(
          "wave",
          h ->
              h.input(1)
                  .grades(
                      3,
                      "features",
                      (g, n) -> n.dense("lift", 16).sine().dense("features", 16).relu().output(1)));

  private static final Hierarchy HEADED =
      hierarchy(
          "headed",
          h ->
              h.input(1, 8, 8)
                  .network(
                      "main",
                      n -> n.flatten().dense("h1", 24).relu().dense("h2", 16).relu().output(10))
                  .network("head", n -> n.from("main.h1").dense("f", 16).relu().output(10)));

  private static final Hierarchy PEERS =
      hierarchy(
          "peers",
          h ->
              h.input(1, 8, 8)
                  .network("a", n -> n.flatten().dense("h", 16).relu().output(10))
                  .network("b", n -> n.flatten().dense("h", 12).batchNorm().relu().output(10))
                  .network("c", n -> n.flatten().dense("h", 8).relu().dropout(0.2).output(10)));

  private static final Hierarchy TAUGHT =
      PEERS.withGuides(
          Stream.of("a", "b")
              .map(guide -> GuideBuilder.empty().output(softTargets(4)).build(guide, "c"))
              .toList());

  private final Map<String, Training> trainings = new LinkedHashMap<>();

  private TrainingHashes() {}

  /** A training that is described, and not run yet. */
  interface Training {
    /** Trains, with further settings after its own. */
    Run run(UnaryOperator<RecipeBuilder> more);
  }

  /** Runs the trainings, or those whose names begin with an argument; prints hash and name. */
  public static void main(String[] args) {
    Program.start(
        TrainingHashes.class,
        new Given(),
        args,
        given ->
            runExample(given.only).forEach((name, hash) -> System.out.println(hash + "  " + name)));
  }

  /** Gives the hash of each training whose name begins so, by its name. */
  static Map<String, String> runExample(String only) {
    Map<String, String> hashes = new LinkedHashMap<>();
    trainings()
        .forEach(
            (name, training) -> {
              if (name.startsWith(only)) {
                try (Run run = training.run(r -> r)) {
                  hashes.put(name, run.outcome().parameterHash());
                }
              }
            });
    return hashes;
  }

  /** Gives every training by its name, in a fixed order. */
  static Map<String, Training> trainings() {
    TrainingHashes all = new TrainingHashes();
    all.optimizers();
    all.networks();
    all.conditions();
    all.guidance();
    all.grades();
    all.reverse();
    all.distilled();
    return all.trainings;
  }

  /** Gives the training of a name. */
  static Training training(String name) {
    return Objects.requireNonNull(trainings().get(name), name);
  }

  private void optimizers() {
    digits("adam", MLP, supervised(), r -> r.adam(1e-3));
    digits("adam, linear", MLP, supervised(), r -> r.adam(linear(1e-2, 1e-3)));
    digits("adam, cosine", MLP, supervised(), r -> r.adam(Schedule.cosine(1e-2, 1e-3)));
    digits("adam, exponential", MLP, supervised(), r -> r.adam(exponential(1e-2, 1e-3)));
    digits("adam, steps", MLP, supervised(), r -> r.adam(steps(1e-2, 0.5, 1)));
    digits("adamW", MLP, supervised(), r -> r.adamW(1e-3));
    digits("sgd", MLP, supervised(), r -> r.sgd(0.05));
    digits("momentum", MLP, supervised(), r -> r.sgd(0.05, 0.9));
    digits("clipped", MLP, supervised(), r -> r.sgd(0.5).clip(0.5));
    digits("full batch", MLP, supervised(), r -> r.adam(1e-2).fullBatch());
    digits("odd batch", MLP, supervised(), r -> r.adam(1e-2).batch(29));
    digits("early stop", MLP, supervised(), r -> r.adam(0.05).epochs(8).stopEarly(1));
  }

  private void networks() {
    digits("rich", RICH, supervised(), r -> r.adam(1e-3));
    digits("cnn", CNN, supervised(), r -> r.adam(1e-3));
    digits("resnet", RESNET, supervised(), r -> r.adam(1e-3));
    wine("table", TABLE, supervised(), r -> r.adam(1e-2));
    regress("wave alone", network("one", n -> n.input(1).dense(16).tanh().output(1)), supervised());
    digits("lstm", LSTM, supervised(), r -> r.adam(1e-2));
    digits("gru", GRU, supervised(), r -> r.adam(1e-2));
  }

  private void conditions() {
    UnaryOperator<RecipeBuilder> adam = r -> r.adam(1e-3);
    digits("64 bits", RICH, supervised(), r -> adam.apply(r).float64());
    digits("mixed", CNN, supervised(), r -> adam.apply(r).mixedPrecision());
    digits("streamed", CNN, supervised(), r -> adam.apply(r).memory(0));
    digits("noise", MLP, supervised(), r -> adam.apply(r).augment(Augmentation.noise(0.1)));
    digits("other seed", RICH, supervised(), r -> adam.apply(r).seed(99));
  }

  private void guidance() {
    UnaryOperator<RecipeBuilder> adam = r -> r.adam(1e-3);
    digits("sal", chain(Likeness.relative()), selfAbstraction(), adam);
    digits("sal, mean square", chain(meanSquare()), selfAbstraction(), adam);
    digits("sal, direction", chain(Likeness.cosine()), selfAbstraction(), adam);
    digits("sal, soft targets", chain(softTargets(2)), selfAbstraction(), adam);
    digits("sal, streamed", chain(meanSquare()), selfAbstraction(), r -> r.adam(1e-3).memory(0));
    digits("sal, 64 bits", chain(meanSquare()), selfAbstraction(), r -> r.adam(1e-3).float64());
    digits("sal, mlp chain", Chains.mlp("m", PIXELS, 16, 10, 1, 2, 3), selfAbstraction(), adam);
    digits("sal, cnn", images(), selfAbstraction(), adam);
    digits(
        "sal, augmented",
        chain(Likeness.relative()),
        selfAbstraction(),
        r -> r.adam(1e-3).augment(Augmentation.noise(0.1)));
  }

  private void grades() {
    regress("multigrade", WAVE, multigrade());
    regress("multigrade, zero head", WAVE, multigrade(m -> m.zeroHead()));
    regress("multigrade, all", WAVE, multigrade(m -> m.keepAll()));
    regress("multigrade, epochs", WAVE, multigrade(m -> m.epochs(2, 4, 6)));
    regress("multigrade, at most 2", WAVE, multigrade(m -> m.atMost(2)));
  }

  private void reverse() {
    UnaryOperator<RecipeBuilder> adam = r -> r.adam(1e-3);
    digits("reverse", MLP, supervised().then(reversePropagation(p -> p.to("h1").epochs(2))), adam);
    digits(
        "reverse, deeper",
        MLP,
        supervised().then(reversePropagation(p -> p.to("h2").epochs(2))),
        adam);
    digits(
        "reverse, closed form",
        MLP,
        supervised().then(reversePropagation(p -> p.to("h2").closedForm(0.5))),
        adam);
    digits("reverse, explored", MLP, supervised().then(reversePropagation(p -> p.explore())), adam);
    digits(
        "reverse, refined",
        MLP,
        supervised().then(reversePropagation(p -> p.to("h1").refine().epochs(2))),
        adam);
    digits("twice", MLP, supervised().then(supervised()), adam);
  }

  private void distilled() {
    UnaryOperator<RecipeBuilder> adam = r -> r.adam(1e-3);
    digits("icp", MLP, constructivePerturbation(p -> p.targets("h1", "h2")), adam);
    digits(
        "icp, 4 steps",
        MLP,
        constructivePerturbation(p -> p.steps(4).stepSize(0.01).targets("h2")),
        adam);
    digits("icp, as published", MLP, constructivePerturbation(p -> p.asPublished()), adam);
    digits("icp, rich", RICH, constructivePerturbation(p -> p.targets("h2")), adam);
    digits(
        "icp, evaluation",
        RICH,
        constructivePerturbation(p -> p.targets("h2").inEvaluationMode()),
        adam);
    digits("inner heads", HEADED, innerHeads(), adam);
    digits("inner heads, warmer", HEADED, innerHeads(h -> h.temperature(2)), adam);
    digits("distilled", chain(Likeness.relative()), distillation(d -> d.taskWeight(0.5)), adam);
    digits("distilled, hints", chain(meanSquare()), distillation(d -> d.hints()), adam);
    digits("distilled, mutual", PEERS, distillation(d -> d.mutual()), adam);
    digits("distilled, mean", TAUGHT, distillation(d -> d.meanOfGuides()), adam);
    digits("distilled, own past", RICH, distillation(d -> d.ownPast(0.99)), adam);
    digits("distilled, mixup", PEERS, distillation(d -> d.mixup(0.4)), adam);
    digits(
        "distilled, noisy",
        PEERS,
        distillation(d -> d.cleanGuides().guidesInTraining()),
        r -> r.adam(1e-3).augment(Augmentation.noise(0.1)));
  }

  private static Hierarchy chain(Likeness hidden) {
    return hierarchy(
        "chain",
        h ->
            h.input(1, 8, 8)
                .network("small", n -> n.flatten().dense("idea", 12).relu().output(10))
                .network(
                    "large",
                    n -> n.flatten().dense("wide", 24).relu().dense("idea", 12).relu().output(10))
                .guide(
                    "small",
                    "large",
                    g ->
                        g.likeness(hidden)
                            .hidden("idea", "idea", constant(0.5))
                            .output(linear(1, 0))));
  }

  private static Hierarchy images() {
    return hierarchy(
        "images",
        h ->
            h.input(1, 8, 8)
                .network("small", n -> n.conv2d("c", 4, 3).relu().flatten().output(10))
                .network(
                    "large",
                    n -> n.conv2d("c", 4, 3).relu().conv2d("d", 4, 3).relu().flatten().output(10))
                .guide(
                    "small",
                    "large",
                    g ->
                        g.likeness(attention())
                            .hidden("c", "c", constant(0.5))
                            .likeness(meanSquare())
                            .output(constant(1))));
  }

  private void digits(
      String name,
      Description description,
      TrainingMethod method,
      UnaryOperator<RecipeBuilder> settings) {
    add(
        name,
        description,
        method,
        r -> r.classify(DIGITS.train()).validate(DIGITS.test()),
        settings);
  }

  private void wine(
      String name,
      Description description,
      TrainingMethod method,
      UnaryOperator<RecipeBuilder> settings) {
    add(name, description, method, r -> r.classify(WINE.train()).validate(WINE.test()), settings);
  }

  private void regress(String name, Description description, TrainingMethod method) {
    add(
        name,
        description,
        method,
        r -> r.regress(Synthetic.wave(200, 7)),
        r -> r.adam(1e-2).epochs(4));
  }

  private void add(
      String name,
      Description description,
      TrainingMethod method,
      UnaryOperator<RecipeBuilder> data,
      UnaryOperator<RecipeBuilder> settings) {
    UnaryOperator<RecipeBuilder> common = r -> data.apply(r.quiet()).batch(32).epochs(2).seed(5);
    trainings.put(
        name,
        more ->
            train(
                description,
                method,
                r -> more.apply(settings.apply(common.apply(r).asDefaults()).asDefaults())));
  }
}
