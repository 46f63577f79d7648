package dev.espalier.examples;

import static dev.espalier.Espalier.cosine;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;

import dev.espalier.Run;
import dev.espalier.data.Data;
import dev.espalier.data.DataForm;
import dev.espalier.data.DataSet;
import dev.espalier.data.Split;
import dev.espalier.describe.Network;
import dev.espalier.models.Datasets;
import dev.espalier.models.Networks;
import dev.espalier.models.TextNetworks;
import dev.espalier.weights.StateDict;
import dev.espalier.weights.TensorData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Accuracy of networks trained alone, here and by PyTorch's own loop: the same rows, layers, batch,
 * epochs and falling rate of Adam; initial values and orders are each one's own.
 *
 * <p>What is in the file already is not run again.
 */
public final class PythonTwins {
  /** What can be given. */
  @Command(description = "Accuracy of networks trained here and in PyTorch.")
  static final class Given {
    @Option(
        names = "networks",
        description = "Of resnet20, bilstm, transformer.",
        split = ",",
        defaultValue = "resnet20")
    List<String> networks = List.of();

    @Option(names = "data", description = "Where Fashion-MNIST's four idx files are.")
    Path data = Path.of("/usr/share/datasets/fashion-mnist");

    @Option(names = "texts", description = "The folder package/data of npm's spam-assassin.")
    Path texts = Path.of("target/package/data");

    @Option(
        names = "seeds",
        description = "The number of seeds, from 1 on.",
        converter = Program.AtLeastOne.class)
    int seeds = 3;

    @Option(names = "python", description = "The Python command.")
    String python = "python3";

    @Option(names = "results", description = "Where results are written.")
    Path results = Path.of("target/results");
  }

  private static final double RATE = 2e-3;
  private static final int VOCABULARY = 5_000;
  private static final int WORDS = 100;

  private final Given given;

  private PythonTwins(Given given) {
    this.given = given;
  }

  /** A network, what it learns from, and for how long. */
  private record Twin(Network network, Split data, int batch, int epochs) {}

  /**
   * Runs what the file lacks, then prints the table.
   *
   * @param args if wanted {@code networks=resnet20,bilstm,transformer data=FOLDER texts=FOLDER
   *     seeds=3 python=/usr/bin/python3 results=target/results}
   */
  public static void main(String[] args) {
    Program.start(PythonTwins.class, new Given(), args, given -> System.out.print(run(given)));
  }

  private static String run(Given given) {
    PythonTwins twins = new PythonTwins(given);
    return PairedResults.completed(
            given.results.resolve("python-twins.csv"),
            new PairedResults.Wanted(given.networks, List.of("python", "espalier"), given.seeds),
            twins::measure)
        .markdown("python");
  }

  private PairedResults.Line measure(String name, String program, int seed) {
    Twin twin = twin(name, seed);
    long start = System.nanoTime();
    double accuracy = program.equals("python") ? python(name, twin, seed) : here(twin, seed);
    return new PairedResults.Line(
        name, program, seed, accuracy, twin.epochs(), (System.nanoTime() - start) / 1e9);
  }

  private Twin twin(String name, int seed) {
    return switch (name) {
      case "resnet20" -> pictures(name, seed);
      case "bilstm" -> texts(TextNetworks.biLstm(name, WORDS, VOCABULARY, 32, 32, 2), seed);
      case "transformer" ->
          texts(TextNetworks.transformer(name, WORDS, VOCABULARY, 32, 2, 4, 2), seed);
      default ->
          throw new IllegalArgumentException(
              "network '%s': not known. Try resnet20, bilstm or transformer.".formatted(name));
    };
  }

  private Twin pictures(String name, int seed) {
    Split fashion = Datasets.fashionMnist(given.data);
    Split some = new Split(fashion.train().sample(1000, seed), fashion.test()).standardized();
    return new Twin(Networks.resnet(name, some.train().inputDims(), 10, 3), some, 64, 5);
  }

  /** Gives mails in the words that those for training have. */
  private Twin texts(Network network, int seed) {
    Split mails =
        Data.fromTable(
                SpamTexts.read(given.texts), t -> t.label("label").words("text", VOCABULARY, WORDS))
            .split(0.7, seed);
    DataSet train = mails.train().sample(1000, seed).fitted();
    DataSet test = DataForm.of(train).prepare(mails.test());
    return new Twin(network, new Split(train, test), 64, 5);
  }

  private static double here(Twin twin, int seed) {
    try (Run run =
        train(
            twin.network(),
            supervised(),
            r ->
                r.classify(twin.data().train())
                    .adam(cosine(RATE, 0))
                    .batch(twin.batch())
                    .epochs(twin.epochs())
                    .seed(seed)
                    .quiet())) {
      return run.evaluate(twin.data().test()).metric("accuracy");
    }
  }

  private double python(String name, Twin twin, int seed) {
    try {
      Path folder = Files.createTempDirectory("espalier-twins");
      Path rows = folder.resolve("rows.pt");
      Path script = folder.resolve("python_twins.py");
      try (InputStream in = PythonTwins.class.getResourceAsStream("python_twins.py")) {
        if (in == null) {
          throw new IOException("python_twins.py is missing beside PythonTwins.class");
        }
        Files.copy(in, script);
        StateDict.of(
                Map.of(
                    "x", inputs(twin.data().train()),
                    "y", labels(twin.data().train()),
                    "tx", inputs(twin.data().test()),
                    "ty", labels(twin.data().test())))
            .writeTo(rows);
        return accuracy(
            List.of(
                given.python,
                script.toString(),
                name,
                rows.toString(),
                String.valueOf(twin.batch()),
                String.valueOf(twin.epochs()),
                String.valueOf(RATE),
                String.valueOf(seed)));
      } finally {
        Files.deleteIfExists(rows);
        Files.deleteIfExists(script);
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double accuracy(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      if (line == null) {
        throw new IOException("found no accuracy from Python, needed one that has torch");
      }
      return Double.parseDouble(line);
    }
  }

  private static TensorData inputs(DataSet data) {
    long[] dims = data.inputDims().withBatch(data.size());
    return TensorData.of(data.inputs().floats(0, data.size()), dims);
  }

  private static TensorData labels(DataSet data) {
    long[] labels = new long[data.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = data.labels()[i];
    }
    return TensorData.of(labels, labels.length);
  }
}
