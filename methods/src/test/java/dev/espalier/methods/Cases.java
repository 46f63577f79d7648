package dev.espalier.methods;

import static dev.espalier.Espalier.constant;
import static dev.espalier.Espalier.crossEntropy;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.huber;
import static dev.espalier.Espalier.likeness;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.loss;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.recall;
import static dev.espalier.methods.Methods.constructivePerturbation;
import static dev.espalier.methods.Methods.distillation;
import static dev.espalier.methods.Methods.innerHeads;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Guide;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Link;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.distribution.DecoupledTargets;
import dev.espalier.describe.likeness.feature.VariationalInformation;
import dev.espalier.describe.likeness.relation.ContrastiveRepresentation;
import dev.espalier.describe.value.Dims;
import dev.espalier.testkit.method.TrainingCase;
import dev.espalier.train.plan.MethodRegistry;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Small trainings, of every method and with every setting that has state: one line each. */
final class Cases {
  /** 91 rows, so that batches of 10 leave one over. */
  static final DataSet BLOBS = blobs("blobs", 91, 7);

  static final DataSet WEIGHTED =
      BLOBS.withWeights(IntStream.range(0, 91).mapToDouble(row -> row % 3).toArray());

  static final DataSet MORE_BLOBS = blobs("more blobs", 45, 8);
  static final DataSet WAVE = wave(80);

  static final Network NET =
      network("net", n -> n.input(6).dense("h", 12).tanh().dense("k", 8).relu().output(3));

  static final Network RICH =
      network(
          "rich",
          n -> n.input(6).dense("h", 12).batchNorm().relu().dropout(0.3).dense("k", 8).output(3));

  static final Hierarchy CHAIN =
      hierarchy(
          "chain",
          h ->
              h.input(6)
                  .network("small", n -> n.dense("idea", 5).relu().output(3))
                  .network("large", n -> n.dense("idea", 9).batchNorm().relu().output(3))
                  .guide(
                      "small",
                      "large",
                      g -> g.projected("idea", "idea", constant(0.5)).output(linear(1, 0))));

  static final Hierarchy PEERS =
      hierarchy(
          "peers",
          h ->
              h.input(6)
                  .network("a", n -> n.dense("h", 9).relu().output(3))
                  .network("b", n -> n.dense("h", 7).batchNorm().relu().output(3))
                  .network("c", n -> n.dense("h", 5).relu().dropout(0.2).output(3)));

  private static final Link OUTPUT = new Link.Output(Likeness.softTargets(3), constant(1));

  static final Hierarchy GRADES =
      hierarchy(
          "grades",
          h ->
              h.input(1)
                  .grades(
                      3, "f", (g, n) -> n.dense("lift", 8).sine().dense("f", 8).relu().output(1)));

  static final Hierarchy HEADS =
      hierarchy(
          "heads",
          h ->
              h.input(6)
                  .network("main", n -> n.dense("h", 12).tanh().dense("k", 8).relu().output(3))
                  .network("head", n -> n.from("main.h").dense("f", 5).relu().output(3)));

  static final Network WAVES = network("waves", n -> n.input(1).dense("h", 8).tanh().output(1));

  /** A chain whose hidden layers differ in width, and are compared by relations of samples. */
  private static Hierarchy related(Likeness likeness) {
    return hierarchy(
        "related",
        h ->
            h.input(6)
                .network("small", n -> n.dense("idea", 5).tanh().output(3))
                .network("large", n -> n.dense("idea", 9).tanh().output(3))
                .guide("small", "large", g -> g.hidden("idea", "idea", likeness, constant(0.1))));
  }

  /**
   * Likenesses that take labels, rows, noise and several layers, and have parameters and memories.
   */
  private static final Hierarchy LEARNED =
      hierarchy(
          "learned",
          h ->
              h.input(6)
                  .network("small", n -> n.dense("idea", 5).tanh().dense("k", 4).tanh().output(3))
                  .network("large", n -> n.dense("idea", 9).tanh().dense("k", 4).tanh().output(3))
                  .guide(
                      "small",
                      "large",
                      g ->
                          g.likeness(new VariationalInformation(0.5))
                              .projected("idea", "idea", constant(0.1))
                              .hidden(
                                  "k", "k", new ContrastiveRepresentation(4, 7, 0.5), constant(0.1))
                              .together(
                                  List.of("k", "idea"),
                                  List.of("k", "idea"),
                                  likeness(
                                      "both",
                                      "torch.mse_loss(learner, guide) + torch.mean(learner_2) * torch.mean(guide_2)"))
                              .output(new DecoupledTargets())));

  /** One case a method, by the name that it is registered under. */
  private static final Map<String, TrainingCase> METHODS =
      Map.of(
          "supervised",
          new TrainingCase("supervised", NET, supervised(), classify(r -> r.adam(0.01))),
          "sal",
          new TrainingCase(
              "sal", CHAIN, selfAbstraction(), classify(r -> r.adam(0.01).balancedSampling())),
          "multigrade",
          new TrainingCase("multigrade", GRADES, multigrade(), regress(r -> r.adam(0.01))),
          "reverse",
          new TrainingCase(
              "reverse propagation",
              NET,
              supervised().then(reversePropagation(p -> p.to("h").epochs(3))),
              classify(r -> r.adam(0.01))),
          "icp",
          new TrainingCase(
              "constructive perturbation",
              NET,
              constructivePerturbation(p -> p.steps(2).targets("h", "k")),
              classify(r -> r.adam(0.01))),
          "distillation",
          new TrainingCase(
              "distillation",
              CHAIN,
              distillation(d -> d.taskWeight(0.5).hints().epochs(4, 2, 4)),
              classify(r -> r.adam(0.01))),
          "byot",
          new TrainingCase("inner heads", HEADS, innerHeads(), classify(r -> r.adam(0.01))));

  private Cases() {}

  static Stream<TrainingCase> all() {
    return Stream.of(
            methods(),
            settings(),
            transformers(),
            ImageCases.all(),
            BranchCases.all(),
            DenseCases.all(),
            SeveralOutputsCases.all(),
            AugmentedCases.all())
        .flatMap(cases -> cases);
  }

  /** The papers' four methods on a small transformer over 3 steps of 2 values. */
  static Stream<TrainingCase> transformers() {
    Network reader = network("reader", n -> reader(n.input(6).reshape(3, 2), 4, 1).output(3));
    Hierarchy chain =
        hierarchy(
            "readers",
            h ->
                h.input(6)
                    .network("small", n -> reader(n.reshape(3, 2), 4, 1).output(3))
                    .network("large", n -> reader(n.reshape(3, 2), 6, 2).output(3))
                    .guide("small", "large", g -> g.projected("idea", "idea").output()));
    Hierarchy grades =
        hierarchy(
            "grades-of-readers",
            h ->
                h.input(1)
                    .grades(
                        2,
                        "f",
                        (g, n) ->
                            (g == 1 ? n : n.dense("again", 1))
                                .reshape(1, 1)
                                .dense("lift", 4, d -> d.eachStep())
                                .transformer("t", 1, t -> t.heads(2).feedForward(6))
                                .meanOfSteps()
                                .dense("f", 4)
                                .relu()
                                .output(1)));
    return Stream.of(
        new TrainingCase(
            "transformers guide each other",
            chain,
            selfAbstraction(),
            classify(r -> r.adam(0.01).epochs(2))),
        new TrainingCase(
            "grades of transformers", grades, multigrade(), regress(r -> r.adam(0.01).epochs(2))),
        new TrainingCase(
            "a transformer reversed",
            reader,
            supervised().then(reversePropagation(p -> p.to("t").epochs(2))),
            classify(r -> r.adam(0.01).epochs(2))),
        new TrainingCase(
            "a transformer perturbed",
            reader,
            constructivePerturbation(p -> p.steps(2).targets("t", "idea")),
            classify(r -> r.adam(0.01).epochs(2))),
        new TrainingCase(
            "padded words",
            network(
                "words",
                n -> reader(n.input(6).embedding("word", 5, 4, e -> e.padding(0)), 4, 1).output(3)),
            supervised(),
            r -> r.classify(words(60)).batch(10).epochs(2).seed(5).adam(0.01).asDefaults()));
  }

  /** Sequences of up to 6 words; the class is the first word's. */
  private static DataSet words(int count) {
    SplittableRandom random = new SplittableRandom(3);
    double[][] rows = new double[count][6];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 3;
      rows[i][0] = 1 + labels[i];
      for (int step = random.nextInt(1, 7) - 1; step > 0; step--) {
        rows[i][step] = random.nextInt(1, 5);
      }
    }
    return Data.fromArrays("words", rows, labels);
  }

  private static NetworkBuilder reader(NetworkBuilder steps, int size, int blocks) {
    return steps
        .dense("lift", size, d -> d.eachStep())
        .positions()
        .transformer("t", blocks, t -> t.heads(2).feedForward(6).dropout(0.1).attentionDropout(0.1))
        .meanOfSteps()
        .dense("idea", size)
        .relu();
  }

  /** The case of every method that is registered; one without a case fails. */
  static Stream<TrainingCase> registered() {
    return MethodRegistry.all().keySet().stream()
        .map(
            name -> {
              TrainingCase own = METHODS.get(name);
              if (own == null) {
                throw new AssertionError("method '" + name + "' has no case among " + METHODS);
              }
              return own;
            });
  }

  /** The methods, and some one after another. */
  static Stream<TrainingCase> methods() {
    return Stream.concat(
        registered(),
        Stream.of(
            new TrainingCase(
                "one after the other",
                NET,
                supervised().then(supervised()).then(supervised()),
                classify(r -> r.adam(0.01).epochs(2)))));
  }

  /** One line a setting. */
  static Stream<TrainingCase> settings() {
    Augmentation noise = Augmentation.noise(0.1);
    return Stream.of(
        new TrainingCase(
            "layer rates",
            CHAIN,
            selfAbstraction(),
            classify(
                r ->
                    r.adam(0.01)
                        .clip(0.3)
                        .layerRates(l -> l.multiplied(0.1, "idea").projections(5)))),
        new TrainingCase(
            "gradient descent, slower on plateaus",
            NET,
            supervised(),
            classify(r -> r.sgd(0.05).rateOnPlateau(0.5, 0, recall(), 0.9))),
        new TrainingCase(
            "rows of weights",
            RICH,
            supervised(),
            r -> classify(one -> one.adam(0.01)).apply(r).asDefaults().classify(WEIGHTED)),
        new TrainingCase(
            "momentum, batch norm", RICH, supervised(), classify(r -> r.sgd(0.05, 0.9))),
        new TrainingCase(
            "AdamW, clipped",
            RICH,
            supervised(),
            classify(r -> r.adamW(0.01).clip(0.5).decayOnlyWeights())),
        new TrainingCase("early stop", RICH, supervised(), classify(r -> r.adam(0.1).stopEarly(1))),
        new TrainingCase(
            "streamed", CHAIN, selfAbstraction(), classify(r -> r.adam(0.01).memory(0))),
        new TrainingCase("augmented", CHAIN, selfAbstraction(), classify(r -> r.augment(noise))),
        new TrainingCase(
            "total variation",
            GRADES,
            multigrade(m -> m.totalVariation(.05, 8, 10)),
            regress(r -> r.fullBatch())),
        new TrainingCase(
            "blurred",
            GRADES,
            multigrade(m -> m.keepAll().blurred(1, 8, 10).totalVariation(.05, 8, 10)),
            regress(r -> r.fullBatch())),
        new TrainingCase(
            "mutual learning",
            PEERS,
            distillation(d -> d.mutual()),
            classify(r -> r.adam(0.01).augment(noise))),
        new TrainingCase(
            "own past",
            RICH,
            distillation(d -> d.ownPast(0.9, linear(0, 1)).guidesAugmentedAnew()),
            classify(r -> r.adam(0.01).augment(noise))),
        new TrainingCase(
            "rows without labels",
            CHAIN,
            distillation(),
            r ->
                classify(one -> one.adam(0.01))
                    .apply(r)
                    .asDefaults()
                    .classify(BLOBS.withUnlabelled(MORE_BLOBS.inputs()))),
        new TrainingCase(
            "mixup",
            CHAIN,
            distillation(d -> d.mixup(0.4).hints()),
            classify(r -> r.adam(0.01).augment(noise))),
        new TrainingCase(
            "stored answers",
            NET,
            distillation(d -> d.stored("teacher")),
            r ->
                classify(one -> one.adam(0.01).memory(0))
                    .apply(r)
                    .asDefaults()
                    .classify(
                        BLOBS.withColumn("teacher", Rows.of(new double[91 * 3], Dims.of(3))))),
        new TrainingCase(
            "guides in training mode",
            CHAIN,
            distillation(d -> d.guidesInTraining().cleanGuides()),
            classify(r -> r.adam(0.01).augment(noise))),
        new TrainingCase(
            "mean of guides",
            PEERS.withGuides(
                List.of(
                    new Guide("a", "c", List.of(OUTPUT)), new Guide("b", "c", List.of(OUTPUT)))),
            distillation(d -> d.meanOfGuides()),
            classify(r -> r.adam(0.01).batch(8))),
        new TrainingCase("full batch", NET, supervised(), classify(r -> r.fullBatch())),
        new TrainingCase(
            "likeness and loss as text",
            related(
                likeness(
                    "gram",
                    "torch.mse_loss(torch.mm(learner, torch.t(learner)), torch.mm(guide, torch.t(guide)))")),
            selfAbstraction(),
            classify(
                r ->
                    r.loss(
                        loss(
                            "squares of probabilities",
                            "torch.sum((torch.softmax(prediction, -1) - torch.one_hot(target, 3)) ** 2, [-1])")))),
        new TrainingCase(
            "likeness and loss in Java",
            related(
                likeness(
                    "gram in Java",
                    (learner, guide) ->
                        learner
                            .matMul(learner.transpose())
                            .sub(guide.matMul(guide.transpose()))
                            .square()
                            .mean()
                            .mul(0.5))),
            selfAbstraction(),
            classify(
                r ->
                    r.loss(
                        loss(
                            "doubled in Java",
                            (prediction, target) ->
                                prediction
                                    .mul(2)
                                    .logSoftmax(-1)
                                    .gather(target.expandDims(1), 1)
                                    .squeeze(1)
                                    .neg()
                                    .div(2)
                                    .pow(1.5))))),
        new TrainingCase(
            "likenesses that learn and remember",
            LEARNED,
            selfAbstraction(),
            classify(r -> r.adam(0.01))),
        new TrainingCase(
            "smoothed and balanced",
            NET,
            supervised(),
            classify(r -> r.loss(crossEntropy().smoothing(0.1).balanced()))),
        new TrainingCase("Huber", WAVES, supervised(), regress(r -> r.loss(huber(0.3)))),
        new TrainingCase("64 bits", NET, supervised(), classify(r -> r.float64())),
        new TrainingCase(
            "mixed precision", CHAIN, selfAbstraction(), classify(r -> r.mixedPrecision())));
  }

  static UnaryOperator<RecipeBuilder> classify(UnaryOperator<RecipeBuilder> settings) {
    return r ->
        settings.apply(
            r.classify(BLOBS).validate(MORE_BLOBS).batch(10).epochs(4).seed(5).asDefaults());
  }

  static UnaryOperator<RecipeBuilder> regress(UnaryOperator<RecipeBuilder> settings) {
    return r -> settings.apply(r.regress(WAVE).batch(16).epochs(4).seed(5).asDefaults());
  }

  private static DataSet blobs(String name, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] inputs = new double[rows][6];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = row % 3;
      for (int i = 0; i < 6; i++) {
        inputs[row][i] = random.nextDouble() * 2 - 1 + (i % 3 == labels[row] ? 1 : 0);
      }
    }
    return Data.fromArrays(name, inputs, labels);
  }

  private static DataSet wave(int rows) {
    double[][] inputs = new double[rows][1];
    double[] targets = new double[rows];
    for (int row = 0; row < rows; row++) {
      inputs[row][0] = row / (double) rows;
      targets[row] = Math.sin(12 * inputs[row][0]);
    }
    return Data.fromArrays("wave", inputs, targets);
  }
}
