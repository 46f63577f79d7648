package dev.espalier.methods;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.distillation;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Targets;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.rows.Rows;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.value.Dims;
import dev.espalier.testkit.method.TrainingCase;
import dev.espalier.train.recipe.RecipeBuilder;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Trainings on pictures and sequences that are augmented. */
final class AugmentedCases {
  static final DataSet PICTURES = pictures(37);
  static final Network VIEWER = network("viewer", n -> viewer(n.input(3, 6, 6), 4));

  private AugmentedCases() {}

  static Stream<TrainingCase> all() {
    Augmentation geometry =
        Augmentation.flip()
            .then(Augmentation.verticalFlip())
            .then(Augmentation.crop(2).reflected())
            .then(Augmentation.resizedCrop(0.5))
            .then(Augmentation.rotation(20));
    Augmentation color =
        Augmentation.brightness(0.2)
            .then(Augmentation.contrast(0.3))
            .then(Augmentation.saturation(0.3))
            .then(Augmentation.cutout(2));
    Augmentation masks = Augmentation.timeMask(2).then(Augmentation.frequencyMask(3));
    Hierarchy peers =
        hierarchy(
            "viewers",
            h ->
                h.input(3, 6, 6)
                    .network("small", n -> viewer(n, 2))
                    .network("large", n -> viewer(n, 4))
                    .guide("small", "large", g -> g.output()));
    return Stream.of(
        new TrainingCase(
            "pictures augmented",
            VIEWER,
            supervised(),
            classify(r -> r.augment(geometry).augment(color).augment(Augmentation.mixup(0.3)))),
        new TrainingCase(
            "pictures augmented in 64 bits",
            VIEWER,
            supervised(),
            classify(r -> r.augment(geometry).augment(color).float64())),
        new TrainingCase(
            "a guide of pasted pictures",
            peers,
            distillation(),
            classify(r -> r.augment(Augmentation.shift(1).then(Augmentation.cutMix(1))))),
        new TrainingCase(
            "masked sequences",
            network("reader", n -> n.input(6, 18).conv1d("c", 4, 3).relu().meanOfSteps().output(3)),
            supervised(),
            classify(
                r ->
                    r.asDefaults()
                        .classify(
                            DataSet.of(
                                "sequences",
                                Rows.of(PICTURES.inputs().floats(0, 37), Dims.of(6, 18)),
                                PICTURES.targets(),
                                PICTURES.kind()))
                        .augment(masks))));
  }

  static UnaryOperator<RecipeBuilder> classify(UnaryOperator<RecipeBuilder> settings) {
    return r ->
        settings.apply(r.classify(PICTURES).batch(10).adam(0.01).epochs(3).seed(5).asDefaults());
  }

  private static NetworkBuilder viewer(NetworkBuilder rows, int filters) {
    return rows.conv2d("c", filters, 3).relu().flatten().output(3);
  }

  private static DataSet pictures(int count) {
    SplittableRandom random = new SplittableRandom(7);
    float[] values = new float[count * 108];
    int[] labels = new int[count];
    for (int i = 0; i < values.length; i++) {
      labels[i / 108] = i / 108 % 3;
      values[i] = (float) random.nextDouble() + (i / 36 % 3 == labels[i / 108] ? 1 : 0);
    }
    return DataSet.of(
        "pictures",
        Rows.of(values, Dims.of(3, 6, 6)),
        Data.fromArrays("labels", new double[count][1], labels).targets(),
        Targets.classes(3));
  }
}
