"""Many scripts around the same kinds of values: cuts are at characters, offsets count code points."""

from script import MODEL, Response, citation, user

SETTINGS = {"form": "object", "connection": "weltweit-7"}


def tell(talk):
    european = {
        "type": "response.create",
        "model": MODEL,
        "instructions": "Antworte höflich. Rückfragen an [[EMAIL_ADDRESS:buero@proseware.de]].",
        "input": [
            user("Grüße aus München! Meine Adresse ist [[EMAIL_ADDRESS:juergen.gross@proseware.de]], die IBAN [[IBAN_CODE:DE44500105175407324931]]."),
            user("Écrivez à [[EMAIL_ADDRESS:amelie.lefevre@contoso.net]], s’il vous plaît — c’est pressé."),
            user("Мой адрес [[EMAIL_ADDRESS:olga.petrova@contoso.net]], сервер [[IP_ADDRESS:93.184.215.14]] не отвечает."),
        ],
    }
    talk.client(european)
    first = Response(talk, european)
    talk.play(first.start())
    talk.play(first.message(
        "Sehr geehrter Herr Groß 👩‍👩‍👧, ich schreibe an [[EMAIL_ADDRESS:juergen.gross@proseware.de]] wegen [[IBAN_CODE:DE44500105175407324931]] (siehe Übersicht).\n"
        "Bien sûr : j’écris à [[EMAIL_ADDRESS:amelie.lefevre@contoso.net]].\n"
        "Пишу на [[EMAIL_ADDRESS:olga.petrova@contoso.net]] о [[IP_ADDRESS:93.184.215.14]].",
        annotations=[citation("siehe Übersicht", "https://www.proseware.de/uebersicht", "Übersicht")],
        single=True,
    ))
    talk.play(first.end("completed", tokens=(140, 88)))
    eastern = {
        "type": "response.create",
        "model": MODEL,
        "previous_response_id": first.id,
        "input": [
            user("请把账单发到[[EMAIL_ADDRESS:wei.zhang@northwindtraders.com]]，谢谢。"),
            user("連絡先は [[EMAIL_ADDRESS:haruka.tanaka@treyresearch.net]] です。"),
            user("بريدي هو [[EMAIL_ADDRESS:layla.haddad@fabrikam.org]] وشكرا لكم."),
            user("Party 🎉🎂 with cafe\u0301 guests: [[EMAIL_ADDRESS:jonas.weber@wingtiptoys.net]] 👍🏽"),
        ],
    }
    talk.client(eastern)
    second = Response(talk, eastern, previous=first.id)
    talk.play(second.start())
    talk.play(second.message(
        "账单已发到[[EMAIL_ADDRESS:wei.zhang@northwindtraders.com]]。\n"
        "[[EMAIL_ADDRESS:haruka.tanaka@treyresearch.net]]さんに連絡しました。\n"
        "تم الإرسال إلى [[EMAIL_ADDRESS:layla.haddad@fabrikam.org]] 👍🏽\n"
        "🎉[[EMAIL_ADDRESS:jonas.weber@wingtiptoys.net]]🎂",
    ))
    talk.play(second.end("completed", tokens=(233, 71), cached=128))
