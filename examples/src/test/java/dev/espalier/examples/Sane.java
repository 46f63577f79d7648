package dev.espalier.examples;

import static dev.espalier.Espalier.given;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.torchScript;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.RandomAccessDataset;
import dev.espalier.Espalier;
import dev.espalier.PretrainedNetwork;
import dev.espalier.Run;
import dev.espalier.TorchScriptNetwork;
import dev.espalier.check.Checker;
import dev.espalier.compare.ComparisonBuilder;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Normalization;
import dev.espalier.data.Sample;
import dev.espalier.data.Split;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.data.image.Fit;
import dev.espalier.data.image.PictureRecipe;
import dev.espalier.data.rows.Rows;
import dev.espalier.data.table.WordVocabulary;
import dev.espalier.describe.Description;
import dev.espalier.describe.Hierarchy;
import dev.espalier.describe.HierarchyBuilder;
import dev.espalier.describe.Network;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Layer;
import dev.espalier.describe.layer.image.Conv;
import dev.espalier.describe.layer.image.Window;
import dev.espalier.describe.layer.image.WindowSettings;
import dev.espalier.describe.layer.merge.Join;
import dev.espalier.describe.layer.norm.BatchNorm;
import dev.espalier.describe.layer.norm.NormSettings;
import dev.espalier.describe.layer.sequence.Attention;
import dev.espalier.describe.layer.sequence.RecurrentStart;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.loss.CrossEntropy;
import dev.espalier.describe.loss.OutputsLoss;
import dev.espalier.describe.measure.Accumulator;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.Parts;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.plan.Acceptance;
import dev.espalier.train.plan.Objective;
import dev.espalier.train.plan.TrainingMethod;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.weights.TensorData;
import dev.espalier.zoo.Card;
import dev.espalier.zoo.Zoo;
import java.awt.image.BufferedImage;
import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A value of each type that a public method takes, which is right by itself. */
final class Sane {
  private final Map<Class<?>, Object> values = new HashMap<>();

  Sane() {
    Schedule one = Schedule.constant(1);
    Hierarchy described =
        hierarchy(
            "h",
            h ->
                h.input(2)
                    .network("a", n -> n.dense("h1", 2).relu().output(2))
                    .network("b", n -> n.dense("h1", 2).relu().output(2))
                    .guide("a", "b"));
    DataSet data =
        Data.fromArrays(
            "xor", new double[][] {{0, 0}, {0, 1}, {1, 0}, {1, 1}}, new int[] {0, 1, 1, 0});
    Run run =
        train(
            network("net", n -> n.input(2).dense("h1", 2).relu().output(2)),
            supervised(),
            r -> r.classify(data).epochs(1).quiet());
    put(String.class, "a");
    put(Object.class, "a");
    put(Parts.class, Parts.of("a", 2));
    put(Parts.Part.class, Parts.of("a", 2).part("a"));
    put(
        Accumulator.class,
        new Accumulator() {
          @Override
          public void add(double[] predictions, double[] targets, int rows) {}

          @Override
          public OptionalDouble value() {
            return OptionalDouble.empty();
          }
        });
    put(OutputsLoss.class, OutputsLoss.of(Parts.of("a", 2)));
    put(Class.class, Layer.class);
    put(int.class, 2);
    put(long.class, 2L);
    put(double.class, 0.5);
    put(byte.class, (byte) 1);
    put(float.class, 0.5f);
    put(boolean.class, true);
    put(char.class, ',');
    put(Charset.class, StandardCharsets.UTF_8);
    put(Integer.class, 2);
    put(Long.class, 2L);
    put(Double.class, 0.5);
    put(OptionalInt.class, OptionalInt.empty());
    put(OptionalDouble.class, OptionalDouble.empty());
    put(Optional.class, Optional.empty());
    put(Path.class, Path.of("target", "nulls"));
    put(URI.class, URI.create("file:///nowhere"));
    put(
        PrintStream.class,
        new PrintStream(PrintStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    put(BufferedImage.class, new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB));
    put(Throwable.class, new IllegalStateException("a"));
    put(Device.class, Device.cpu());
    put(ByteBuffer.class, ByteBuffer.allocate(0));
    put(TensorData.class, TensorData.of(new float[2], 2));
    put(Dims.class, Dims.of(2));
    put(WordVocabulary.class, new WordVocabulary(9, List.of("a")));
    put(PictureRecipe.class, new PictureRecipe(1, 2, 2, Fit.RESIZE));
    put(Schedule.class, one);
    put(Likeness.class, Likeness.relative());
    put(CrossEntropy.class, new CrossEntropy());
    put(Initial.class, Initial.fanIn());
    put(Window.Padding.class, Window.Padding.NONE);
    put(Attention.Sight.class, Attention.Sight.all());
    put(RecurrentStart.class, RecurrentStart.of(Initial.fanIn()));
    BatchNorm.standard(
        b -> {
          put(NormSettings.class, b);
          return b;
        });
    Conv.of(
        1,
        List.of(1),
        c -> {
          put(WindowSettings.class, c);
          put(Conv.Builder.class, c);
          return c;
        });
    put(Optimizer.class, Optimizer.adam());
    put(Layer.class, described.networks().get(0).layers().get(0).layer());
    put(Join.class, Espalier.concat());
    put(Network.class, described.networks().get(0));
    put(Hierarchy.class, described);
    put(Description.class, described);
    put(dev.espalier.check.CheckedHierarchy.class, Checker.check(described));
    put(NetworkBuilder.class, NetworkBuilder.empty());
    put(HierarchyBuilder.class, HierarchyBuilder.empty());
    put(RecipeBuilder.class, RecipeBuilder.empty());
    put(ComparisonBuilder.class, ComparisonBuilder.empty());
    put(dev.espalier.describe.GuideBuilder.class, dev.espalier.describe.GuideBuilder.empty());
    put(DataSet.class, data);
    put(Split.class, data.split(0.5, 1));
    put(dev.espalier.data.Targets.class, data.kind());
    put(Rows.class, data.inputs());
    put(Sample.class, Sample.of(0, 1));
    put(Normalization.class, Normalization.standardizing(data.inputs()));
    put(TrainingMethod.class, supervised());
    put(RunListener.class, new RunListener() {});
    put(Objective.class, new Objective.Task());
    put(Acceptance.Criterion.class, Acceptance.Criterion.VALIDATION_LOSS);
    put(Run.class, run);
    put(PretrainedNetwork.class, given(run));
    put(TorchScriptNetwork.class, torchScript(Path.of("module.pt")));
    put(dev.espalier.train.engine.Outcome.class, run.outcome());
    put(dev.espalier.train.recipe.Recipe.class, run.recipe());
    put(dev.espalier.train.plan.Plan.class, run.plan());
    put(dev.espalier.report.Report.class, run.report());
    put(dev.espalier.compile.CompiledHierarchy.class, run.outcome().networks());
    put(tech.tablesaw.api.Table.class, tech.tablesaw.api.Table.create("a"));
    put(Card.class, Card.blank());
    put(
        RandomAccessDataset.class,
        new ArrayDataset.Builder()
            .setData(NDManager.newBaseManager().create(new float[] {1}))
            .setSampling(1, false)
            .build());
    put(SplittableRandom.class, new SplittableRandom(7));
    put(Augmentation.class, Augmentation.named("nothing", (batch, dims, rows, random) -> {}));
    put(TorchScriptNetwork.class, Espalier.torchScript(Path.of("target", "nulls")));
    put(Zoo.class, Zoo.at(Path.of("target", "nulls")));
  }

  private void put(Class<?> type, Object value) {
    values.put(type, value);
  }

  /** Gives a value of a type. */
  Object of(Type type) {
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      return raw == List.class ? List.of(of(generic.getActualTypeArguments()[0])) : of(raw);
    }
    if (!(type instanceof Class<?> wanted)) {
      return "a";
    }
    Object known = values.get(wanted);
    if (known == null) {
      known = made(wanted);
      values.put(wanted, known);
    }
    return known;
  }

  private Object made(Class<?> type) {
    if (type.isArray()) {
      Object array = Array.newInstance(type.componentType(), 1);
      Array.set(array, 0, of(type.componentType()));
      return array;
    }
    if (type == Map.class) {
      return Map.of();
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    if (type.isSealed()) {
      return of(type.getPermittedSubclasses()[0]);
    }
    if (type.isInterface()) {
      return java.lang.reflect.Proxy.newProxyInstance(
          type.getClassLoader(),
          new Class<?>[] {type},
          (self, method, arguments) -> answer(method, arguments));
    }
    Constructor<?> widest =
        Arrays.stream(type.getDeclaredConstructors())
            .max(java.util.Comparator.comparingInt(Constructor::getParameterCount))
            .orElseThrow(() -> new AssertionError("Sane holds no " + type.getName()));
    try {
      widest.setAccessible(true);

      return widest.newInstance(
          Arrays.stream(widest.getGenericParameterTypes()).map(this::of).toArray());
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new AssertionError("Sane holds no " + type.getName() + ", and cannot make one", e);
    }
  }

  private static @Nullable Object answer(Method method, Object @Nullable [] arguments) {
    if (method.getReturnType() == boolean.class) {
      return false;
    }
    return arguments == null ? null : arguments[arguments.length - 1];
  }
}
