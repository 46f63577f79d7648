package dev.espalier.examples.messages;

import static dev.espalier.Espalier.block;
import static dev.espalier.Espalier.check;
import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.network;
import static dev.espalier.methods.Methods.innerHeads;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.LambdaBlock;
import dev.espalier.data.Data;
import dev.espalier.describe.NetworkBuilder;
import dev.espalier.describe.layer.Activation;
import dev.espalier.describe.optimizer.Optimizer;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.models.Chains;
import dev.espalier.models.Networks;
import dev.espalier.models.Pictures;
import dev.espalier.models.Synthetic;
import dev.espalier.train.recipe.RecipeBuilder;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.UnaryOperator;

final class SizesMessages implements Chapter {
  private static final Activation RELU = Activation.of(Activation.Kind.RELU);
  private static final BufferedImage IMAGE = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);

  @Override
  public String title() {
    return "Sizes and settings";
  }

  @Override
  public List<Message> messages() {
    return List.of(
        describing("n.dense(\"first layer\", 32)", n -> n.dense("first layer", 32)),
        describing("n.dropout(Double.NaN)", n -> n.dropout(Double.NaN)),
        describing("n.input(4_000_000_000L, 3)", n -> n.input(4_000_000_000L, 3)),
        describing(
            "n.lstm(\"l\", 8, l -> l.layers(100_000))",
            n -> n.lstm("l", 8, l -> l.layers(100_000))),
        describing(
            "n.repeat(1_000_000, (i, b) -> b.dense(8))",
            n -> n.repeat(1_000_000, (i, b) -> b.dense(8))),
        describing("5,000 residual blocks inside each other", n -> nested(n, 5_000)),
        checking(
            "check of n.input(8).dense(\"h\", 268_435_456)",
            n -> n.input(8).dense("h", 268_435_456)),
        checking(
            "check of n.input(1, 28, 28).conv2d(\"c\", 8, 3, c -> c.padding(20_000))",
            n -> n.input(1, 28, 28).conv2d("c", 8, 3, c -> c.padding(20_000))),
        describing(
            "n.conv2d(\"c\", 8, 3, 3, c -> c.stride(1, 2, 3))",
            n -> n.conv2d("c", 8, 3, 3, c -> c.stride(1, 2, 3))),
        describing(
            "n.convTranspose2d(\"c\", 8, 3, c -> c.outputPadding(1))",
            n -> n.convTranspose2d("c", 8, 3, c -> c.outputPadding(1))),
        describing("n.softplus(0)", n -> n.softplus(0)),
        checking(
            "check of n.input(3, 28, 30).patches(\"p\", 8, 7)",
            n -> n.input(3, 28, 30).patches("p", 8, 7)),
        checking("check of n.input(8).instanceNorm()", n -> n.input(8).instanceNorm()),
        checking(
            "check of n.input(8).dense(\"h\", 4, d -> d.bias(Initial.orthogonal()))",
            n -> n.input(8).dense("h", 4, d -> d.bias(Initial.orthogonal()))),
        checking(
            "check of a block that subtracts the batch's mean",
            n -> n.input(4).layer("mine", block(() -> lambda(x -> x.sub(mean(x)))))),
        checking(
            "check of a block that multiplies the batch by itself",
            n -> n.input(4).layer("mine", block(() -> lambda(x -> x.matMul(x.transpose()))))),
        new Message(
            "h.grades(5_000, \"f\", (g, n) -> n.dense(\"f\", 4))",
            () -> hierarchy("h", h -> h.input(4).grades(5_000, "f", (g, n) -> n.dense("f", 4)))),
        training("r.adam(-1)", r -> r.adam(-1)),
        training(
            "r.optimizer(Optimizer.sgd(), linear(0.1, -0.1))",
            r -> r.optimizer(Optimizer.sgd(), linear(0.1, -0.1))),
        training("r.threads(100_000)", r -> r.threads(100_000)),
        training("r.epochs(0)", r -> r.epochs(0)),
        training("r.clip(Double.NaN)", r -> r.clip(Double.NaN)),
        new Message(
            "Networks.mlp(\"m\", input, 10, RELU)", () -> Networks.mlp("m", Dims.of(4), 10, RELU)),
        new Message(
            "Networks.cnn(\"c\", image, 10, RELU, 0)",
            () -> Networks.cnn("c", Dims.of(1, 8, 8), 10, RELU, 0)),
        new Message(
            "Chains.mlp(\"c\", input, 16, 10, 3, 2)",
            () -> Chains.mlp("c", Dims.of(4), 16, 10, 3, 2)),
        new Message("Pictures.scaled(image, 0, 0)", () -> Pictures.scaled(IMAGE, 0, 0)),
        new Message(
            "Pictures.blurred(pixels, 9, -1)",
            () -> Pictures.blurred(Pictures.pixels(IMAGE), 9, -1)),
        new Message(
            "Synthetic.wave(Integer.MAX_VALUE, 1)", () -> Synthetic.wave(Integer.MAX_VALUE, 1)),
        new Message("innerHeads(h -> h.temperature(0))", () -> innerHeads(h -> h.temperature(0))),
        new Message(
            "Data.fromArrays(\"d\", inputs, new int[] {0, 50_000_000})",
            () -> Data.fromArrays("d", new double[2][3], new int[] {0, 50_000_000})),
        new Message(
            "Data.fromArrays(\"d\", inputs, new int[] {1, -1})",
            () -> Data.fromArrays("d", new double[2][3], new int[] {1, -1})),
        new Message(
            "Data.fromArrays(\"d\", new double[][] {{1}, null}, targets)",
            () -> Data.fromArrays("d", new double[][] {{1}, null}, new double[2])),
        describing("n.dense(\"h\", 8, d -> null)", n -> n.dense("h", 8, d -> nothing())),
        describing("n.layer(\"h\", null)", n -> n.layer("h", nothing())),
        training("r.rate(null)", r -> r.rate(nothing())),
        new Message("hierarchy(\"h\", h -> null)", () -> hierarchy("h", h -> nothing())));
  }

  private static Message describing(String deed, UnaryOperator<NetworkBuilder> body) {
    return new Message(deed, () -> network("net", body));
  }

  private static Message checking(String deed, UnaryOperator<NetworkBuilder> body) {
    return new Message(deed, () -> check(network("net", n -> body.apply(n).output(2))));
  }

  private static Message training(String deed, UnaryOperator<RecipeBuilder> recipe) {
    return new Message(deed, () -> recipe.apply(RecipeBuilder.empty()));
  }

  private static NetworkBuilder nested(NetworkBuilder builder, int depth) {
    return depth == 0
        ? builder.dense(8)
        : builder.residual("r", inside -> nested(inside, depth - 1));
  }

  private static LambdaBlock lambda(UnaryOperator<NDArray> function) {
    return new LambdaBlock(in -> new NDList(function.apply(in.singletonOrThrow())));
  }

  private static NDArray mean(NDArray x) {
    return x.mean(new int[] {0}, true);
  }

  /** Gives null where the compiler is told that there is none. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }
}
