"""Words that head a passage of somebody's text, where a name could stand: such a label that comes once is no speaker.

Only for such labels: ``Frage`` and ``Antwort`` that come back are the two sides of an interview.
"""

from __future__ import annotations

from typing import Final

__all__ = ["SECTION_WORDS"]

_ENGLISH: Final = """
    accuracy ad addendum ads address age annex answer answers assets bio bottom-line break bullet camera case cases
    check checklist claims clarification command commands comparisons compatibility concept concepts concern concerns
    concession connection copyright correction dates deadline deliverable deliverables dependencies design dilemma
    directions disclosure discussion distinction equipment estimate etymology event events exceptions exhibit
    expectation experiment extra figures filename finally firstly flaw flaws functions headline highlight highlights
    ideally imagine include includes ingredients interlude intermission jingle keyword law layer lens line listen look
    loss mechanisms mistake mistakes model models module modules music needs nuance number numbers occasion opinion
    origin origins outro output parameters parenthesis passage pause photo photos picture pitfall pitfalls poem
    preparation promo prompt prompts prediction predictions pro property properties proposition query question
    questions quotation quotes ratio rating readers reality record recording recipe reframe regarding remark remarks
    remember repository response review role-play rule rules sample samples secondly sections self-check sense
    sentence services shift signature slides sound speakers sponsor sponsors spec specification stanza status-quo
    story subtext suggestion surprise syntax table tag tags takeaway target tension term terms tests thirdly thread
    tradeoff trade-off transition trigger trivia truth unit units url venue verse video videos visual volume website
    why weather actually additionally again alright also altogether anyway besides but certainly clearly consequently
    done eventually exactly first furthermore hence hmm honestly indeed instead last lastly likewise maybe meanwhile
    moreover nevertheless no nonetheless now oh ok okay otherwise perhaps please quickly really right second similarly
    simply so sorry specifically still sure surely thanks then therefore third thus too true ultimately wait well yes
    yet
"""
_GERMAN: Final = """
    abschluss achtung anhang anmerkung anmerkungen annahme ansatz antwort anwendung aufgabe ausblick aussage bedeutung
    begriff begründung beispiel beispiele bemerkung beobachtung bewertung beweis datum definition einleitung
    einschränkung empfehlung erfahrung ergebnis ergebnisse erkenntnis erklärung fakten fazit fehler folge folgerung
    frage fragen funktion fußnote gegenargument grenzen grund gründe grundlage hintergrund hinweis hinweise idee inhalt
    interpretation kapitel kern kontext korrektur kosten kritik kurz kurzum lösung lösungen merksatz methode nachteil
    nachteile nachtrag nachwort notiz nutzen option ort problem prognose punkt quelle quellen rat regel regeln risiken
    risiko rückblick rückmeldung schluss schlussfolgerung schritt schritte schwächen sinn stärken stichwort tatsache
    teil thema these thesen tipp tipps titel überblick übersicht umsetzung unterschied unterschiede ursache ursachen
    urteil variante vergleich verweis vorbemerkung vorgehen vorschlag vorteil vorteile vorwort warnung wichtig
    widerspruch wirkung zeit ziel ziele zitat zusammenfassung zweck
    aber also außerdem dann danach doch ja jedoch nein nun richtig schließlich somit stattdessen trotzdem und vielleicht
    zuerst zuletzt zudem
"""
_FRENCH: Final = """
    analyse annexe approche argument attention avantages avertissement but cause causes citation commentaire conclusion
    conseil conseils contexte critique date définition différence différences discussion effet en enjeu erreur étape
    étapes exemple exemples explication faits hypothèse idée inconvénients introduction limites lieu méthode note notes
    objectif objectifs observation option origine partie point points préface principe problème question questions
    raison raisons rappel recommandation référence références remarque remarques réponse résultat résultats résumé
    risque risques règle solution solutions source sources sujet synthèse tableau titre
    alors cependant donc enfin ensuite mais oui non puis
"""
_SPANISH: Final = """
    acciones advertencia análisis antecedentes argumento atención beneficios capítulo causa causas cita comentario
    compatibilidad conclusión conclusiones consejo consejos contexto crítica datos definición desventajas diapositivas
    diferencia diferencias discusión efecto ejemplo ejemplos enfoque error explicación fecha fuente fuentes hechos
    hipótesis idea importante introducción limitaciones lugar meta método nota notas objetivo objetivos observación
    opción origen parte paso pasos pregunta preguntas problema propósito punto puntos razón razones recomendación
    referencia referencias regla respuesta resultado resultados resumen riesgo riesgos solución soluciones tema título
    ventajas además ahora así bien después entonces finalmente no pero pues sí
"""
_ITALIAN: Final = """
    analisi appendice approccio argomento attenzione avvertenza capitolo causa cause citazione commento conclusione
    conclusioni consigli consiglio contesto critica data definizione differenza differenze discussione domanda domande
    effetto errore esempi esempio fatti fonte fonti idea importante introduzione ipotesi limiti luogo metodo nota note
    obiettivi obiettivo opzione osservazione osservazioni parte passaggio passo problema punto punti ragione ragioni
    regola riassunto riepilogo rischi rischio riferimenti risposta risultati risultato scopo sintesi soluzione soluzioni
    spiegazione suggerimento svantaggi tema titolo vantaggi
    allora anche dunque infine invece ma poi quindi
"""
_PORTUGUESE_AND_DUTCH: Final = """
    atenção aviso capítulo citação comentário conclusão conselho contexto crítica definição desvantagens diferença
    diferenças dica dicas discussão efeito etapa exemplo exemplos explicação fato fatos fonte fontes hipótese ideia
    introdução limitações lugar método observação objetivo opção passo passos pergunta perguntas ponto pontos problema
    razão recomendação referências regra resposta resultado resultados resumo risco riscos solução tema título vantagens
    aanbeveling aandachtspunt aanleiding achtergrond advies antwoord bijlage bron bronnen conclusie context datum
    definitie doel gevolg hoofdstuk idee inleiding kanttekening kern methode nadelen opmerking oplossing oorzaak
    plaats probleem reden regel resultaat risico samenvatting stap stappen stelling tip titel toelichting uitleg
    verschil verschillen voorbeeld voorbeelden voordelen vraag vragen waarschuwing
"""
_POLISH_RUSSIAN_CHINESE_JAPANESE: Final = """
    odpowiedź podsumowanie przykład pytanie uwaga wniosek wnioski wstęp cel krok problem rozwiązanie źródło
    важно введение внимание вопрос вывод выводы вступление дата заключение заметка замечание идея источник источники
    итог итого контекст метод минусы ответ плюсы пояснение предупреждение пример примеры примечание причина проблема
    результат рекомендация решение совет тема тезис цель часть шаг
    总结 結論 结论 总结语 摘要 注意 備考 备注 说明 說明 示例 例子 例如 例 答案 回答 问题 問題 步骤 步驟 背景 提示
    原因 建议 建議 优点 缺点 重点 要点 まとめ 注 補足 質問 回答例 解説 理由 目的 手順 ポイント
    概要 요약 결론 참고 예시 질문 답변 주의
"""

SECTION_WORDS: Final = frozenset(
    word.casefold()
    for words in (
        _ENGLISH,
        _GERMAN,
        _FRENCH,
        _SPANISH,
        _ITALIAN,
        _PORTUGUESE_AND_DUTCH,
        _POLISH_RUSSIAN_CHINESE_JAPANESE,
    )
    for word in words.split()
)
