package dev.espalier.examples.messages;

import static dev.espalier.Espalier.crossEntropy;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.examples.messages.Trees.NETWORK;
import static dev.espalier.examples.messages.Trees.TREES;
import static dev.espalier.methods.Methods.innerHeads;
import static dev.espalier.methods.Methods.multigrade;
import static dev.espalier.methods.Methods.reversePropagation;
import static dev.espalier.methods.Methods.selfAbstraction;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.describe.value.Initial;
import dev.espalier.train.plan.Settings;
import dev.espalier.train.recipe.RecipeBuilder;
import dev.espalier.zoo.Card;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

final class TwiceMessages implements Chapter {
  @Override
  public String title() {
    return "Settings given twice";
  }

  @Override
  public List<Message> messages() {
    return List.of(
        new Message("`r.epochs(3).epochs(5)`", recipe(r -> r.epochs(3).epochs(5))),
        new Message("`r.adam(1e-3).sgd(1e-2)`", recipe(r -> r.adam(1e-3).sgd(1e-2))),
        new Message("`r.batch(32).fullBatch()`", recipe(r -> r.batch(32).fullBatch())),
        new Message("`r.float64().mixedPrecision()`", recipe(r -> r.float64().mixedPrecision())),
        new Message(
            "`network(\"n\", n -> n.input(2).input(3)...)`",
            () -> network("n", n -> n.input(2).input(3).output(2))),
        new Message(
            "`n.conv2d(\"c\", 8, 3, c -> c.same().padding(1))`",
            () -> network("n", n -> n.conv2d("c", 8, 3, c -> c.same().padding(1)))),
        new Message(
            "`n.dense(\"h\", 8, d -> d.noBias().bias(Initial.zeros()))`",
            () -> network("n", n -> n.dense("h", 8, d -> d.noBias().bias(Initial.zeros())))),
        new Message(
            "`n.lstm(\"r\", 8, r -> r.layers(2).layers(3))`",
            () -> network("n", n -> n.lstm("r", 8, r -> r.layers(2).layers(3)))),
        new Message(
            "`crossEntropy().balanced().weights(1, 2)`",
            () -> crossEntropy().balanced().weights(1, 2)),
        new Message(
            "`supervised(s -> s.rate(.1).rate(.2))`", () -> supervised(s -> s.rate(.1).rate(.2))),
        new Message(
            "`selfAbstraction(s -> s.epochs(5, 10).epochs(7))`",
            () -> selfAbstraction(s -> s.epochs(5, 10).epochs(7))),
        new Message(
            "`multigrade(m -> m.epochs(5).settings(Settings.fromRecipe().epochs(7)))`",
            () -> multigrade(m -> m.epochs(5).settings(Settings.fromRecipe().epochs(7)))),
        new Message(
            "`innerHeads(b -> b.alpha(.1).alpha(.3))`",
            () -> innerHeads(b -> b.alpha(.1).alpha(.3))),
        new Message(
            "`reversePropagation(p -> p.to(\"h\").explore())`",
            () -> reversePropagation(p -> p.to("h").explore())),
        new Message(
            "`zoo.publish(run, \"trees\", card -> card.version(\"1.0.0\").version(\"2.0.0\"))`",
            () -> Card.blank().version("1.0.0").version("2.0.0")));
  }

  private static ThrowingCallable recipe(UnaryOperator<RecipeBuilder> settings) {
    return () -> train(NETWORK, supervised(), r -> settings.apply(r.classify(TREES)));
  }
}
