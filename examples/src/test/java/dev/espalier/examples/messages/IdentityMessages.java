package dev.espalier.examples.messages;

import static dev.espalier.Espalier.block;
import static dev.espalier.Espalier.cosine;
import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.resume;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;

import ai.djl.nn.Activation;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.Network;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.train.recipe.Checkpoints;
import dev.espalier.train.recipe.RecipeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.UnaryOperator;

final class IdentityMessages implements Chapter {
  private static final Network NET = network("net", n -> n.input(2).dense("h", 4).relu().output(2));
  private static final Network OWN =
      network("net", n -> n.input(2).dense("h", 4).layer(block(Activation::tanhBlock)).output(2));
  private static final Augmentation UNNAMED = (batch, dims, rows, random) -> {};

  @Override
  public String title() {
    return "Checkpoints and resuming";
  }

  @Override
  public List<Message> messages() {
    return List.of(
        new Message("another seed", () -> twice(NET, r -> r.seed(1), NET, r -> r.seed(2))),
        new Message("another rate", () -> twice(NET, r -> r.adam(.01), NET, r -> r.adam(.1))),
        new Message(
            "another network",
            () -> twice(NET, r -> r, network("net", n -> n.input(2).output(2)), r -> r)),
        new Message(
            "a rate that is a lambda without a name, run again",
            () -> twice(NET, r -> r.adam(m -> .1), NET, r -> r.adam(m -> .01))),
        new Message(
            "a lambda that got a name after the first run",
            () ->
                twice(
                    NET,
                    r -> r.adam(m -> .1),
                    NET,
                    r -> r.adam(Schedule.named("a tenth", m -> .1)))),
        new Message(
            "an augmentation without a name, run again",
            () -> twice(NET, r -> r.augment(UNNAMED), NET, r -> r.augment(UNNAMED))),
        new Message("a block without a name, run again", () -> twice(OWN, r -> r, OWN, r -> r)),
        new Message("Schedule.named(\"\", m -> .1)", () -> Schedule.named("", m -> .1)),
        new Message(
            "fewer epochs than are done",
            () -> twice(NET, r -> r.epochs(3), NET, r -> r.epochs(2))),
        new Message(
            "more epochs, and a rate that follows their number",
            () ->
                twice(
                    NET,
                    r -> r.adam(cosine(.1, 0)).epochs(2),
                    NET,
                    r -> r.adam(cosine(.1, 0)).epochs(4))),
        new Message(
            "more epochs for all of two stages",
            () -> {
              Path folder = folder();
              UnaryOperator<RecipeBuilder> recipe =
                  r -> small(r).checkpoint(Checkpoints.in(folder));
              train(NET, supervised().then(supervised()), recipe).close();
              train(
                      NET,
                      supervised().then(supervised()),
                      r -> recipe.apply(r).asDefaults().epochs(4))
                  .close();
            }),
        new Message(
            "resume(folder, ...) of a folder without a checkpoint",
            () -> resume(folder(), NET, supervised(), IdentityMessages::small).close()),
        new Message(
            "a checkpoint of an earlier version of the library",
            () -> {
              Path folder = folder();
              Files.write(folder.resolve("checkpoint-000001.espalier"), former());
              train(NET, supervised(), r -> small(r).checkpoint(folder, 1)).close();
            }));
  }

  private static void twice(
      Network first,
      UnaryOperator<RecipeBuilder> recipe,
      Network second,
      UnaryOperator<RecipeBuilder> then) {
    Path folder = folder();
    train(first, supervised(), r -> recipe.apply(small(r).asDefaults()).checkpoint(folder, 1))
        .close();
    train(second, supervised(), r -> then.apply(small(r).asDefaults()).checkpoint(folder, 1))
        .close();
  }

  private static RecipeBuilder small(RecipeBuilder r) {
    return r.classify(data()).epochs(2).seed(1).quiet();
  }

  private static DataSet data() {
    return Data.fromArrays("points", new double[][] {{0, 1}, {1, 0}, {1, 1}}, new int[] {0, 1, 1});
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("messages");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a whole checkpoint in format 1, of no entries. */
  private static byte[] former() throws NoSuchAlgorithmException {
    byte[] content =
        ByteBuffer.allocate(13)
            .put("ESPALIER".getBytes(StandardCharsets.US_ASCII))
            .putInt(1)
            .put((byte) 0)
            .array();
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
    return ByteBuffer.allocate(content.length + hash.length).put(content).put(hash).array();
  }
}
