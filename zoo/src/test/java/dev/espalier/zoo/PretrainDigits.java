package dev.espalier.zoo;

import static dev.espalier.Espalier.hierarchy;
import static dev.espalier.Espalier.linear;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.selfAbstraction;

import dev.espalier.Run;
import dev.espalier.data.Split;
import dev.espalier.describe.Hierarchy;
import dev.espalier.models.Datasets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The program that made the model in the jar: {@code java ... PretrainDigits FOLDER} trains it
 * anew.
 *
 * <p>A changed model needs a new version, here and in {@link EspalierModelZoo}.
 */
final class PretrainDigits {
  static final String FILE = "digits-sal-1.0.0.zip";
  static final long SEED = 7;

  private static final Hierarchy CHAIN =
      hierarchy(
          "digits-sal",
          h ->
              h.input(1, 8, 8)
                  .network("simple", n -> n.flatten().dense("idea", 32).relu().output(10))
                  .network(
                      "middle",
                      n ->
                          n.flatten().dense("wide", 128).relu().dense("idea", 32).relu().output(10))
                  .network(
                      "complex",
                      n ->
                          n.flatten()
                              .repeat(3, (i, b) -> b.dense("wide" + i, 128).relu())
                              .dense("idea", 64)
                              .relu()
                              .output(10))
                  .guide("simple", "middle", g -> g.hidden("idea", "idea").output(linear(1, 0)))
                  .guide("middle", "complex", g -> g.projected("idea", "idea").output()));

  private PretrainDigits() {}

  /** Takes the folder that the zip goes to. */
  public static void main(String[] args) throws Exception {
    Path zoo = Files.createTempDirectory("espalier-zoo");
    Split data = data();
    try (Run run =
        train(
            CHAIN,
            selfAbstraction(),
            r -> r.classify(data.train()).validate(data.test()).adam(2e-3).epochs(30).seed(SEED))) {
      Published published =
          Zoo.at(zoo).publish(run, "digits-sal", card -> card.license("Apache-2.0"));
      Files.copy(
          published.zip(), Path.of(args[0]).resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Gives the data with the part that the model has not seen. */
  static Split data() {
    return Datasets.digits().split(0.8, SEED);
  }
}
