package dev.espalier.methods;

import dev.espalier.describe.problem.Given;
import dev.espalier.methods.byot.InnerHeads;
import dev.espalier.methods.distillation.Distillation;
import dev.espalier.methods.icp.ConstructivePerturbation;
import dev.espalier.methods.mgdl.Multigrade;
import dev.espalier.methods.reverse.ReversePropagation;
import dev.espalier.methods.sal.SelfAbstraction;
import dev.espalier.methods.supervised.Supervised;
import java.util.function.UnaryOperator;

/** Gives every method by a name that reads well after a static import. */
public final class Methods {
  private Methods() {}

  /** Plain training on the task loss, each network alone. */
  public static Supervised supervised() {
    return new Supervised();
  }

  /** Plain supervised training with settings, such as {@code supervised(s -> s.epochs(5))}. */
  public static Supervised supervised(UnaryOperator<Supervised> settings) {
    Given.all("settings", settings);
    return Given.result("settings", settings.apply(new Supervised()));
  }

  /**
   * Self-abstraction learning with settings, such as {@code selfAbstraction(s -> s.epochs(5, 10))}.
   */
  public static SelfAbstraction selfAbstraction(UnaryOperator<SelfAbstraction> settings) {
    Given.all("settings", settings);
    return Given.result("settings", settings.apply(new SelfAbstraction()));
  }

  /** Self-abstraction learning: each network guided by the simpler one before it. */
  public static SelfAbstraction selfAbstraction() {
    return new SelfAbstraction();
  }

  /** Distillation with its defaults: each network learns from those given or trained before it. */
  public static Distillation distillation() {
    return new Distillation();
  }

  /** Distillation with settings, such as {@code distillation(d -> d.taskWeight(0.5))}. */
  public static Distillation distillation(UnaryOperator<Distillation> settings) {
    Given.all("settings", settings);
    return Given.result("settings", settings.apply(new Distillation()));
  }

  /** Multigrade deep learning: grades on frozen features, each against what is left. */
  public static Multigrade multigrade() {
    return new Multigrade();
  }

  /** Multigrade deep learning with settings, such as {@code multigrade(m -> m.zeroHead())}. */
  public static Multigrade multigrade(UnaryOperator<Multigrade> settings) {
    Given.all("settings", settings);
    return Given.result("settings", settings.apply(new Multigrade()));
  }

  /** Reverse feature propagation, for post-training, with its default settings. */
  public static ReversePropagation reversePropagation() {
    return new ReversePropagation();
  }

  /** Reverse feature propagation, for post-training, with settings of its own. */
  public static ReversePropagation reversePropagation(UnaryOperator<ReversePropagation> settings) {
    Given.all("settings", settings);
    return Given.result("settings", settings.apply(new ReversePropagation()));
  }

  /** ICP self-distillation with its defaults: a network learns from its own better features. */
  public static ConstructivePerturbation constructivePerturbation() {
    return new ConstructivePerturbation();
  }

  /** ICP self-distillation with settings: a network learns from its own better features. */
  public static ConstructivePerturbation constructivePerturbation(
      UnaryOperator<ConstructivePerturbation> settings) {
    Given.all("settings", settings);
    return Given.result("settings", settings.apply(constructivePerturbation()));
  }

  /** Heads on inner layers that learn the task and the main network's own answers (BYOT). */
  public static InnerHeads innerHeads() {
    return new InnerHeads();
  }

  /** Heads on inner layers with settings, such as {@code innerHeads(b -> b.alpha(0.3))}. */
  public static InnerHeads innerHeads(UnaryOperator<InnerHeads> settings) {
    Given.all("settings", settings);
    return Given.result("settings", settings.apply(new InnerHeads()));
  }
}
