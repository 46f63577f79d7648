package dev.espalier.zoo;

import static dev.espalier.Espalier.network;
import static dev.espalier.Espalier.train;
import static dev.espalier.methods.Methods.supervised;

import ai.djl.Device;
import dev.espalier.Run;
import dev.espalier.compile.NetworkBlock;
import dev.espalier.compile.life.ClosedException;
import dev.espalier.data.Split;
import dev.espalier.describe.Network;
import dev.espalier.models.Datasets;
import dev.espalier.train.log.RunListener;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A program that ends while it computes: {@link LifeIT} starts it, and may kill it. */
final class UsesAndEnds {
  private static final Network NET =
      network(
          "digits",
          n -> n.input(1, 8, 8).conv2d(16, 3).relu().flatten().dense(64).relu().output(10));
  private static final Split DATA = Datasets.digits().split(0.8, 7);

  private UsesAndEnds() {}

  /** Takes what to do, and a folder or a number for it. */
  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "train" -> trainFor(1000, Path.of(args[1]), 0);
      case "exit" -> trainFor(1000, Path.of(args[1]), 70);
      case "predict" -> predictForEver();
      default -> closeInTheMiddle(Integer.parseInt(args[1]), Path.of(args[2]));
    }
  }

  private static void trainFor(int epochs, Path folder, int exitAfter) {
    RunListener listener =
        new RunListener() {
          private int batches;

          @Override
          public void batchDone() {
            batches++;
            if (batches == 60) {
              System.out.println("at work");
            }
            if (batches == exitAfter) {
              System.exit(7);
            }
          }
        };
    train(
        NET,
        supervised(),
        r ->
            r.classify(DATA.train())
                .validate(DATA.test())
                .batch(32)
                .epochs(epochs)
                .quiet()
                .checkpoint(folder, 1)
                .listener(listener));
  }

  private static void predictForEver() throws InterruptedException {
    Run run = run();
    for (int i = 0; i < 3; i++) {
      new Thread(
              () -> {
                try {
                  while (true) {
                    run.evaluate(DATA.test());
                  }
                } catch (ClosedException e) {
                  System.out.println(e.getMessage());
                }
              })
          .start();
    }
    System.out.println("at work");
    new CountDownLatch(1).await();
  }

  /** Closes a run and a model again and again, each while other threads use it in every way. */
  private static void closeInTheMiddle(int rounds, Path folder) throws Exception {
    for (int round = 0; round < rounds; round++) {
      Run run = run();
      Zoo zoo = Zoo.at(folder.resolve("zoo" + round));
      zoo.publish(run, "digits", card -> card);
      ReadyModel model = zoo.load("digits").ready(Device.cpu());
      int version = round;
      ExecutorService threads = Executors.newCachedThreadPool();
      List<Future<String>> ends =
          List.of(
              threads.submit(() -> untilClosed(() -> run.predict(DATA.test().input(0)))),
              threads.submit(() -> untilClosed(() -> run.evaluate(DATA.test()))),
              threads.submit(() -> untilClosed(run.outcome()::parameterHash)),
              threads.submit(() -> untilClosed(() -> block(run).snapshot().close())),
              threads.submit(() -> untilClosed(() -> saveParameters(block(run)))),
              threads.submit(() -> untilClosed(() -> run.train(supervised(), r -> further(r)))),
              threads.submit(
                  () ->
                      untilClosed(
                          () ->
                              Zoo.at(folder.resolve("other" + version))
                                  .publish(run, "digits", card -> card))),
              threads.submit(
                  () -> untilClosed(() -> model.predict(List.of(DATA.test().input(0))))));
      Thread.sleep(100 + 40L * round);
      run.close();
      model.close();
      for (Future<String> end : ends) {
        System.out.println(end.get());
      }
      threads.shutdown();
    }
  }

  private static dev.espalier.train.recipe.RecipeBuilder further(
      dev.espalier.train.recipe.RecipeBuilder recipe) {
    return recipe.classify(DATA.test()).epochs(1).quiet();
  }

  private static NetworkBlock block(Run run) {
    return run.outcome().networks().network("digits");
  }

  private static void saveParameters(NetworkBlock block) {
    try {
      block.saveParameters(new DataOutputStream(OutputStream.nullOutputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String untilClosed(Runnable use) {
    try {
      while (true) {
        use.run();
      }
    } catch (ClosedException e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElseThrow();
    }
  }

  private static Run run() {
    return train(
        NET, supervised(), r -> r.classify(DATA.test()).batch(32).epochs(1).seed(7).quiet());
  }
}
