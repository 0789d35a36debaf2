import type { Rejection, Reason } from './reasons.ts';

export type Words = { readonly zh: string; readonly en: string };

/** How the things in a reason are called and money is written. */
export type ReasonNames = {
  readonly candidate: (candidate: number) => Words;
  readonly resource: (resource: string) => Words;
  readonly money: (minor: number) => string;
};

/** A reason as a sentence for operators, in both languages. */
export const reasonWords = (reason: Reason | Rejection, { candidate, resource, money }: ReasonNames): Words => {
  const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`;
  switch (reason.type) {
    case 'best_net_value': {
      const { zh, en } = candidate(reason.candidate);
      const [net, price] = [money(reason.netMinor), money(reason.priceMinor)];
      return {
        zh: `${zh}：预期净收益 ${net}，高于所占资源的影子价格 ${price}，且优于其他选项`,
        en: `${en}: expected net value ${net} exceeds the ${price} its resources are worth elsewhere, and beats every other option`,
      };
    }
    case 'control_group':
      return {
        zh: '对照组：不触达，用于衡量真实增量',
        en: 'Holdout: gets nothing, so that the true increment can be measured',
      };
    case 'random_draw':
    case 'explored': {
      const { zh, en } = candidate(reason.candidate);
      const [share, among] = [percent(reason.treatedShare), reason.among];
      return reason.type === 'random_draw'
        ? {
            zh: `随机组：以 ${share} 的概率触达，从 ${among} 个可选项中等概率抽中${zh}`,
            en: `Random group: treated with probability ${share}; ${en} drawn from ${among} eligible options`,
          }
        : {
            zh: `模型组探索样本：以 ${share} 的概率触达，从 ${among} 个可选项中等概率抽中${zh}`,
            en: `Explored in the model group: treated with probability ${share}; ${en} drawn from ${among} eligible options`,
          };
    }
    case 'not_drawn':
      return {
        zh: `随机抽取未抽中（触达概率 ${percent(reason.treatedShare)}）`,
        en: `Not drawn at random (treated with probability ${percent(reason.treatedShare)})`,
      };
    case 'top_of_rule': {
      const { zh, en } = candidate(reason.candidate);
      return {
        zh: `经验组：RFM ${reason.score} 分，排第 ${reason.place} 位，在预算可覆盖的前 ${reason.treated} 人内，给予${zh}`,
        en: `Rule of experience: RFM score ${reason.score}, place ${reason.place}; the budget reaches ${reason.treated} people with ${en}`,
      };
    }
    case 'below_rule_cut':
      return {
        zh: `经验组：RFM ${reason.score} 分，排第 ${reason.place} 位，未进入预算可覆盖的 ${reason.treated} 人`,
        en: `Rule of experience: RFM score ${reason.score}, place ${reason.place}; not among the ${reason.treated} people the budget reaches`,
      };
    case 'nothing_eligible':
      return { zh: '没有可用的优惠与渠道组合', en: 'No offer and channel is open to this person' };
    case 'nothing_pays':
      return { zh: '所有选项的预期收益都不足以覆盖成本', en: 'No option is expected to earn more than it costs' };
    case 'others_worth_more':
      return {
        zh: '有收益，但有限的预算或容量用在其他人身上收益更高',
        en: 'It would pay, but the limited budget or capacity earns more with other people',
      };
    case 'not_eligible': {
      const { zh, en } = candidate(reason.candidate);
      return {
        zh: `${zh}：不符合条件（同意、触达频次或资格规则）`,
        en: `${en}: not allowed (consent, contact policy or eligibility)`,
      };
    }
    case 'negative_value': {
      const { zh, en } = candidate(reason.candidate);
      const [value, cost] = [money(reason.valueMinor), money(reason.costMinor)];
      return {
        zh: `${zh}：预期增量毛利 ${value} 低于成本 ${cost}`,
        en: `${en}: expected incremental margin ${value} is below its cost ${cost}`,
      };
    }
    case 'over_price': {
      const { zh, en } = candidate(reason.candidate);
      const scarce = resource(reason.resource);
      const [net, price] = [money(reason.netMinor), money(reason.priceMinor)];
      return {
        zh: `${zh}：净收益 ${net}，低于资源影子价格 ${price}（主要是${scarce.zh}）`,
        en: `${en}: net value ${net} is below the ${price} its resources are worth elsewhere (mostly ${scarce.en})`,
      };
    }
    case 'lower_net_value': {
      const { zh, en } = candidate(reason.candidate);
      return {
        zh: `${zh}：净收益比所选项低 ${money(reason.byMinor)}`,
        en: `${en}: worth ${money(reason.byMinor)} less than the choice made`,
      };
    }
  }
};
