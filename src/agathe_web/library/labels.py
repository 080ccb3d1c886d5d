"""What the fields of entries are called, and what their values say, in both languages."""

from agathe.kernel import Text

_FIELDS = """
action|À faire|To do
actions_count|Nombre d'actions|Number of actions
activation_code|Code d'activation|Activation code
actor|Qui agit|Who acts
actual|Date réelle|Actual date
actual_note|Explication|Explanation
after|Tâches à finir avant|Tasks to finish first
aid_form|Forme de l'aide|Form of the aid
alert|Points d'attention|Cautions
amount|Montant|Amount
amount_eur|Montant|Amount
amount_max_eur|Montant au plus|Amount, at most
amount_meur|Montant|Amount
amounts|Montants|Amounts
amounts_note|À savoir sur les montants|About the amounts
announced_on|Annoncé le|Announced on
announced_services|Services annoncés en 2021|Services announced in 2021
annual_cap_eur|Plafond par an|Cap for one year
any_of|Regroupe|Stands for
applicants|Qui peut demander|Who can apply
applies_to|Concerne|Concerns
applies_to_base_eur|Pour le forfait de|For the package of
as_of|État au|As of
asa|Degrés d'amélioration du service attendu (ASA)|Degrees of improvement of the expected service (ASA)
asked_when|Posée quand|Asked when
assessment_criteria|Ce qui est évalué|What is assessed
assessment_output|Ce que conclut l'avis|What the opinion concludes
at|Date|Date
at_least_one_level3|Terme ajouté si une dimension est au niveau 3|Term added when a dimension is at level 3
authorities|Qui décide, évalue, certifie|Who decides, assesses, certifies
authority|Autorité|Authority
autonomous|Décide seule|Decides alone
accepted_for|Admis pour ces voies|Accepted for these pathways
accepted_for_programmes|Admis pour ces programmes|Accepted for these programmes
axes|Axes du jugement|Axes of the judgement
axes_note|Ordre des axes|Order of the axes
axis|Axe|Axis
base|Comment les patients sont comptés|How patients are counted
basis|D'où vient la durée|Where the duration comes from
billing_rules|Règles de facturation|Billing rules
budget_impact|Analyse d'impact budgétaire|Budget impact analysis
budget_meur|Budget|Budget
budget_meur_per_year|Budget par an|Yearly budget
budget_meur_shared|Budget partagé|Shared budget
budget_note|À savoir sur le budget|About the budget
budget_parts|Parts du budget|Parts of the budget
budget_pia_meur|Part du programme d'investissements d'avenir|Part of the investment programme (PIA)
by|Pour l'année|For the year
by_year|Par année|By year
by_year_note|Comment lire ce décompte|How to read this count
calibration|Ce qu'apprennent les décisions connues|What known decisions teach
campaign|Campagne|Campaign
candidates|Candidatures|Applications
carrier|Qui donne le rythme|Who sets the pace
categories|Nombre de catégories|Number of categories
category|Catégorie|Category
ce_note|À savoir sur le marquage CE|About the CE mark
ce_recognition|Marquage CE reconnu|CE mark recognised
ce_reform|Changement prévu|Planned change
ce_until|Fin de la reconnaissance|End of recognition
check_values|Valeurs publiées, pour vérifier|Published values, to check
choices|Choix de méthode|Choices of method
closes|Clôture|Closes
co_operators|Opérateurs associés|Other operators
code|Code|Code
coefficients|Coefficients par niveau|Coefficients by level
coefficients_source|Origine des nombres|Origin of the numbers
committed_meur|Engagé|Committed
complete|Liste complète|Complete list
completeness_reply_days|Délai pour compléter le dossier|Time to complete the file
condition|Condition|Condition
conditions|Conditions|Conditions
cost_basis|D'où vient le coût|Where the cost comes from
cost_eur|Coût, hors taxes|Cost, without VAT
cost_max|Coût au plus|Cost, at most
cost_min|Coût au moins|Cost, at least
count|Nombre|Number
counted_from|Compté à partir de|Counted from
country|Pays|Country
criteria|Critères|Criteria
cumulative|Cumulé|Cumulative
currency|Monnaie|Currency
cut_offs|Dates de relevé|Cut-off dates
data_due_months_before_end|Données remises avant la fin|Data due before the end
days|Jours|Days
days_if_refused|Durée après un refus d'inscription|Time after a refusal of listing
decide|Comment les lignes se combinent|How the rows combine
decided|Décidé|Decided
decision|Conclusion montrée|Shown as a conclusion
decisions_known|Décisions et avis connus|Known decisions and opinions
description|Description|Description
details|Chiffres qui l'accompagnent|Figures that go with it
device_class|Classe de dispositif|Device class
dimensions|Dimensions|Dimensions
doi|DOI|DOI
domains|Domaines|Domains
done_when|Terminée quand|Over when
dossier|Dossier à déposer|File to lodge
duration|Durée|Duration
duties|Obligations remplies par cette tâche|Duties this task fulfils
earlier|Durée si la tâche commence plus tôt|Duration when the task starts earlier
end|Se termine par|Ends with
end_events|Ce qui met fin à la prise en charge|What ends the coverage
ends|Fin|End
ends_at_latest|Fin au plus tard|Ends at the latest
envelope_eur|Enveloppe|Budget
envelope_experiments_eur|Part des expérimentations|Part for experiments
envelope_sites_eur|Part des tiers-lieux|Part for sites
evidence|Preuves à produire|Evidence to produce
example|Exemple|Example
examples|Exemples|Examples
exclusive|Exclut les autres réponses|Excludes the other answers
exclusions|Ce qui ferme cette voie|What closes this way
experiment_candidates|Expérimentations candidates|Experiments that applied
experiments|Expérimentations|Experiments
experiments_announced|Expérimentations annoncées|Experiments announced
experiments_funded|Expérimentations financées|Experiments funded
extension|Prolongation|Extension
extension_days|Prolongation au plus|Extension, at most
extension_months|Durée de la prolongation|Length of the extension
extra_days_if_question|Jours en plus en cas de question|Days added when there is a question
fees|Droits à payer|Fees
fees_confidence|Confiance dans ces droits|Confidence in these fees
fees_note|Comment lire ces droits|How to read these fees
figures_2021|Chiffres de 2021|Figures of 2021
filing|Formulaires|Forms
first_3_months_eur|Trois premiers mois|First three months
first_year_results|Après un an|After one year
fiscal_year|Exercice|Fiscal year
floor_eur|Montant plancher|Lowest amount
formula|Vrai quand|True when
from|À partir du|From
from_pecan|Ce que vaut un dossier PECAN|What a PECAN file is worth
full_health|Valeur de la pleine santé|Value of full health
funding|Fiche du financement|Funding entry
generic_line_operator|Forfait opérateur des lignes génériques|Operator package of generic lines
generic_line_technical|Forfait technique des lignes génériques|Technical package of generic lines
generic_lines|Lignes génériques déjà inscrites|Generic lines already listed
grant_max|Subvention au plus|Grant, at most
grant_min|Subvention au moins|Grant, at least
grant_trl|Maturité payée par la subvention|Readiness the grant pays for
hard|Limite ferme|Hard limit
help|Comment répondre|How to answer
horizon|Horizon|Horizon
hours|Heures|Hours
hours_total|Heures en tout|Hours in all
if_pecan|Avec une PECAN|With a PECAN
in_force|En vigueur|In force
indication|Indication|Indication
inputs|Données du calcul|Inputs of the computation
interest|Intérêt|Interest
intermediate_steps_known|Paliers intermédiaires connus|Intermediate steps known
items|Pièces|Documents
items_count|Nombre d'éléments|Number of elements
items_count_confidence|Confiance dans ce nombre|Confidence in this number
ivdr|Désigné au titre du règlement 2017/746|Designated under regulation 2017/746
judgement|Une autorité en décide|An authority decides
kind|Nature|Kind
known_listings|Produits inscrits|Products listed
label|Libellé|Label
languages|Langues|Languages
later_budgets|Budgets annoncés ensuite|Budgets announced later
launched|Lancée le|Launched on
launched_on|Lancée le|Launched on
laureates|Lauréats|Laureates
law_version|Version du code lue|Version of the code read
lead|Porteur|Lead
lead_time_weeks|Délai à prévoir (estimation)|Time to plan (estimate)
legal_ref|Texte|Text of law
legal_total_days|Délais légaux en tout|Legal delays in all
legal_total_days_if_pecan|Délais légaux avec une PECAN|Legal delays with a PECAN
letters_deadline|Lettres d'intention avant le|Letters of intent before
level|Niveau|Level
levels|Niveaux|Levels
lever|Choix du projet|Choice of the project
limit|Limite légale|Legal limit
limits|Limites d'usage|Limits of use
line|Ligne générique|Generic line
listed|Citées ici|Listed here
majored_limits|Durée des forfaits majorés|Length of the majored packages
mandatory|Obligatoire|Mandatory
marginal_eur|Montant par patient au-delà|Amount for each patient beyond
max|Au plus|At most
max_days|Délai légal|Legal delay
max_days_if_pecan|Délai légal avec une PECAN|Legal delay with a PECAN
max_days_second_opinion|Délai après un second avis|Delay after a second opinion
max_months|Durée au plus|At most
max_years|Durée au plus|At most
mdr|Désigné au titre du règlement 2017/745|Designated under regulation 2017/745
medicine_5p|Médecine 5P|5P medicine
members|Chaque valeur, et sa condition|Each value, and its condition
min|Au moins|At least
modules|Modules|Modules
moment|Date|Date
monthly_from_month_4_eur|Par mois à partir du quatrième|For each month from the fourth
months|Durée|Length
months_after|Durée après la fin de la prise en charge|Time after the end of the coverage
months_max|Durée au plus|At most
months_min|Durée au moins|At least
names|Noms|Names
national_coordinator_2021|Coordination nationale en 2021|National coordination in 2021
national_route|Voie nationale|National route
nature|Nature|Nature
nb_number|Numéro d'organisme notifié|Number of the notified body
next_expected|Prochaine édition|Next edition
not_applies_to|Ne concerne pas|Does not concern
note|Remarque|Remark
number|Numéro|Number
objective|Objectif|Objective
obligations|Obligations une fois pris en charge|Duties once covered
opens|Ouverture|Opens
operator|Opérateur|Operator
optional_days|Étape qui peut ne pas avoir lieu|Step that may not take place
options|Réponses possibles|Possible answers
order|Rang|Rank
ordered|Valeurs ordonnées|Ordered values
origin|Origine|Origin
otherwise|Valeur si la question n'est pas posée|Value when not asked
outcome|Issue|Outcome
outside_call|Hors appel|Outside the call
parallel|En parallèle|In parallel
parameters|Seuils et montants lus|Thresholds and amounts read
part|Dossier|File
partner_count|Nombre de partenaires|Number of partners
partners|Partenaires|Partners
patient_share_pct|Reste à la charge du patient|Share left to the patient
patient_share_range_pct|Fourchette du reste à charge|Range of that share
patients_above|Au-delà de ce nombre de patients|Above that number of patients
payment|Façons d'être payé|Ways to be paid
penalty_max_pct|Pénalité au plus, en part du chiffre d'affaires|Penalty at most, share of the turnover
per|Comptée pour|Counted for
period|Période|Period
periods|Périodes|Periods
personalised|Sortie personnalisée|Personalised output
phase_2021|État en octobre 2021|State in October 2021
phases|Phases|Phases
pilots|Pilotes|Steered by
platform|Dépôt|Lodged on
pricing|Prix|Price
priority_review_months|Examen prioritaire|Priority review
probability|Probabilité|Probability
procedure|Procédure|Procedure
produces|Ce qu'elle laisse|What it leaves
product|Produit|Product
propose|À regarder d'abord|To look at first
provisional|Inscription provisoire|Provisional listing
published|Publié|Published
publisher|Éditeur|Publisher
purpose|Visée|Purpose
questions|Questions à revoir|Questions to look at again
rank|Force de la preuve (1 : la plus forte)|Strength of the evidence (1: strongest)
rate|Taux|Rate
rate_company|Taux pour une entreprise|Rate for a company
rate_research|Taux pour un organisme de recherche|Rate for a research body
reached|Atteint|Reached
reference|Référence|Reference
reform_watch|Réforme à suivre|Reform to follow
regime|Régime|Regime
region|Région|Region
reimbursed_today|Remboursé aujourd'hui|Reimbursed today
renewable|Renouvelable|Renewable
renewable_once|Renouvelable une fois|Renewable once
renewal_request_days_before_end|Renouvellement demandé avant la fin|Renewal requested before the end
reply_days|Délai pour compléter|Time to complete
response_days|Délai de réponse à l'avis|Time to answer the opinion
results|Résultats|Results
review_every_months|Révision tous les|Reviewed every
rolling|Au fil de l'eau|Rolling
role|Rôle|Role
route|Famille|Family
routes|Voies|Routes
rows|Table de décision|Decision table
rule|Règle|Rule
sa|Conclusions sur le service attendu (SA)|Conclusions on the expected service (SA)
scenario|Ajoutée par le scénario|Added by the scenario
schemes|Dispositifs lancés|Schemes launched
see|Voir aussi|See also
service_days|Délais publiés par classe|Published delays by class
services|Services de la plateforme|Services of the platform
set_in|Fixé en|Set in
settings|Cadres d'essai|Settings
settings_note|Précision|In detail
share|Part|Share
shared_with|Partagé avec|Shared with
silence|Le silence vaut|Silence means
since|Depuis|Since
site_candidates|Consortiums candidats|Consortia that applied
sites|Tiers-lieux|Sites
slug|Mot|Word
small_business|Petites entreprises|Small businesses
soft|Délai parfois dépassé en pratique|Delay exceeded at times
source_section|Où, dans la source|Where in the source
sources|Sources|Sources
stage|Étape|Stage
stages|Étapes|Stages
start|Commence par|Starts with
starts|Début|Start
starts_before|Si elle commence avant le|When it starts before
state|État de santé|Health state
stats|Chiffres publiés|Published figures
status|Statut|Status
steps|Étapes de la procédure|Steps of the procedure
strategy_action|Sert la stratégie santé numérique|Serves the digital-health strategy
strategy_action_ids|Actions de la stratégie|Actions of the strategy
sub_themes|Thèmes|Themes
success|Taux de réussite publié|Published success rate
tacit_renewal|Renouvellement tacite|Tacit renewal
target|Objectif|Target
target_year|Année visée|Target year
tariff_interests|Lignes du tarif|Rows of the tariff
tariff_table|Table des tarifs|Table of tariffs
tariffs|Tarifs|Tariffs
technical|Forfait technique|Technical package
technical_degressivity|Dégressivité du forfait technique|How the technical package falls
text|Détail|Detail
theme|Thème|Theme
themes|Thèmes|Themes
then|Ensuite|Then
to|Jusqu'au|Until
total_eur|Total|Total
trl|Maturité technologique (TRL)|Technology readiness (TRL)
trl_indicative|Maturité estimée par nous|Readiness estimated by us
trl_note|À savoir sur la maturité|About the readiness
type|Type|Type
type_printed|Type, tel qu'imprimé|Type, as printed
unit|Unité|Unit
unit_label|Unité|Unit
unless|Laissée de côté quand|Left out when
until|Jusqu'au|Until
url|Site|Site
use|Usage|Use
valid_from|À partir du|From
valid_to|Jusqu'au|Until
value|Valeur|Value
values|Valeurs|Values
variants|Variantes|Variants
vat|TVA|VAT
version|Version lue|Version read
warnings|Avertissements|Warnings
wave|Vague|Wave
wave_1|Première vague|First wave
weeks|Durée|Duration
weight|Poids|Weight
what|Objet|Purpose
when|S'applique quand|Applies when
who|Qui|Who
why|Pourquoi cette question|Why this question
windows|Périodes de dépôt|Application windows
winners|Projets retenus|Projects selected
working_days|Jours ouvrés|Working days
year|Année|Year
announced|Annoncé|Announced
confidence|Confiance|Confidence
notes|À savoir|Good to know
question|Question|Question
title|Titre|Title
name|Nom|Name
word|Mot|Word
n|Rang|Rank
id|Identifiant|Identifier
"""

_OWN_FIELDS = """
Actor.when|Utile au projet quand|Useful to the project when
Site.when|Proche du projet quand|Close to the project when
TestBed.when|Proche du projet quand|Close to the project when
Country.when|Visé par le projet quand|Aimed at by the project when
Task.when|Au programme quand|Part of the plan when
Action.operator|Opérateur imprimé|Operator as printed
Country.criteria|Conditions|Conditions
PathwayHint.then|Voies à tester|Pathways to test
TariffTable.operator|Forfait de l'opérateur|Operator package
Task.carrier|Qui donne le rythme|Who sets the pace
ResearchProgramme.carrier|Qui peut porter|Who can carry
Duration.max_years|Au plus|At most
Step.text|Détail|Detail
Amount.applies_to|Pour|For
Scheme.status|Calendrier|Calendar
Fee.status|Montant|Amount
KnownDecision.then|Suite|Then
"""

_VALUES = """
category.ministry|Ministère|Ministry
category.agency|Agence|Agency
category.authority|Autorité|Authority
category.insurer|Assurance maladie|Health insurance
category.operator|Opérateur|Operator
category.research|Recherche|Research
category.support|Accompagnement|Support
category.procurement|Achat public|Public procurement
category.industry|Industrie|Industry
category.notified_body|Organisme notifié|Notified body
category.ars|Agence régionale de santé (ARS)|Regional health agency (ARS)
category.grades|Groupement régional d'e-santé (GRADeS)|Regional e-health group (GRADeS)
category.cluster|Pôle ou incubateur|Cluster or incubator
category.fund|Fonds|Fund
category.eu_body|Organe européen|European body
Actor.kind.health|Santé|Health
Actor.kind.digital|Numérique|Digital
Actor.kind.e-health|E-santé|E-health
Actor.kind.electronics|Électronique|Electronics
Actor.kind.incubator|Incubateur|Incubator
Duty.kind.qualification|Qualification|Qualification
Duty.kind.obligation|Obligation|Obligation
Duty.kind.referential|Référentiel|Referential
Duty.kind.programme|Programme|Programme
Duty.kind.standard|Norme|Standard
Duty.kind.procedure|Procédure|Procedure
Duty.kind.pathway|Voie|Pathway
Duty.kind.guidance|Recommandation|Guidance
route.common_law|Droit commun|Common law
route.early_access|Accès précoce|Early access
route.experiment|Expérimentation|Experiment
route.hospital|Hôpital|Hospital
route.act|Acte|Act
route.procurement|Achat public|Procurement
nature.structural|Tient à ce qu'est le produit|About what the product is
nature.milestone|Peut s'obtenir|Can be obtained
nature.progress|À cocher par le projet|For the project to tick
nature.judgement|Apprécié par l'autorité|Judged by the authority
role.decision|Décide|Decides
role.assessment|Évalue|Assesses
role.price|Fixe le prix|Sets the price
role.certificate|Certifie|Certifies
role.operators|Déclaration des opérateurs|Declaration of operators
role.strategy|Stratégie|Strategy
role.request|Demande l'évaluation|Asks for the assessment
role.code|Attribue le code|Gives the code
part.main|Dossier|File
part.has|Dossier HAS|HAS file
part.ans|Dossier ANS|ANS file
silence.rejection|rejet|rejection
silence.approval|acceptation|approval
per.indication|chaque indication|each indication
vat.included|comprise|included
vat.excluded|non comprise|not included
purpose.therapeutic|Thérapeutique|Therapeutic
purpose.telemonitoring|Télésurveillance|Telemonitoring
Tariff.applies_to.therapeutic|Thérapeutique|Therapeutic
Tariff.applies_to.telemonitoring|Télésurveillance|Telemonitoring
outcome.granted|Accordée|Granted
outcome.unfavourable_opinion|Avis défavorable|Unfavourable opinion
outcome.sa_sufficient_restricted|Service attendu suffisant, indication restreinte|Sufficient expected service, narrower indication
interest.organisational|Organisationnel|Organisational
interest.quality_of_life|Qualité de vie|Quality of life
interest.morbidity|Morbidité|Morbidity
interest.mortality|Mortalité|Mortality
OperatorTariff.level.1|Niveau 1|Level 1
OperatorTariff.level.2|Niveau 2|Level 2
OperatorTariff.level.majored_1|Niveau 1 majoré|Majored level 1
OperatorTariff.level.majored_2|Niveau 2 majoré|Majored level 2
TariffTable.unit.EUR_incl_VAT_per_patient_per_month|euros toutes taxes comprises, par patient et par mois|euros with VAT, for one patient and one month
Scheme.status.open|ouvert|open
Scheme.status.rolling|au fil de l'eau|rolling
Scheme.status.closed|fermé|closed
Scheme.status.recurring|par vagues : vérifier la prochaine|in waves: check the next one
Scheme.status.permanent|permanent|permanent
Scheme.status.unsure|à vérifier auprès de l'opérateur|to check with the operator
Campaign.status.closed_or_in_review|Close ou en cours d'examen|Closed or in review
Campaign.status.unknown|Non établi|Not established
Fee.status.unknown|montant non retrouvé|amount not found
Fee.status.known|connu|known
themes.any|Tous sujets|Any subject
themes.health|Santé|Health
themes.digital_health|Santé numérique|Digital health
themes.dmn|Dispositif médical numérique|Digital medical device
themes.ai|Intelligence artificielle|Artificial intelligence
themes.prevention|Prévention|Prevention
themes.data|Données|Data
themes.training|Formation|Training
themes.experimentation|Expérimentation|Experimentation
themes.equipment|Équipement|Equipment
theme.project|Le projet|The project
theme.purpose|À quoi sert l'outil|What the tool is for
theme.device|Dispositif médical|Medical device
theme.in_house|Outil fait pour soi|In-house tool
theme.ai|Intelligence artificielle|Artificial intelligence
theme.data|Données|Data
theme.digital_service|Service numérique|Digital service
theme.study|Étude|Study
theme.market|Marché|Market
theme.access|Remboursement et accès|Reimbursement and access
theme.funding|Financement|Funding
theme.international|International|International
theme.buyer|Acheteur|Buyer
Question.type.boolean|oui ou non|yes or no
Question.type.choice|une réponse parmi plusieurs|one of several answers
Question.type.multi|une ou plusieurs réponses|one or more answers
Question.type.number|nombre|number
Question.type.date|date|date
Fact.type.boolean|oui ou non|yes or no
Fact.type.choice|une valeur parmi plusieurs|one of several values
Fact.type.multi|une ou plusieurs valeurs|one or more values
Fact.type.number|nombre|number
Fact.type.date|date|date
decide.unique|une seule ligne est vraie|exactly one row holds
decide.first|la première ligne vraie l'emporte|the first row that holds wins
decide.highest|la plus haute des lignes vraies l'emporte|the highest of the rows that hold wins
Action.type.regulatory|Réglementaire|Regulatory
Action.type.call|Appel à projets|Call for projects
Action.type.project|Projet|Project
Action.type.study|Étude|Study
Action.type.communication|Communication|Communication
Action.type.legislation|Législation|Legislation
Action.type.other|Autre|Other
ActionService.id.roadmap|Feuille de route|Roadmap
ActionService.id.calls|Appels à projets|Calls
ActionService.id.sites|Lieux d'expérimentation|Experimentation sites
ActionService.id.studio|Atelier de la preuve|Evidence studio
ActionService.id.datasets|Données|Data
ActionService.id.learning|Formation|Training
ActionService.id.audits|Audits|Audits
ActionService.id.barometer|Baromètre|Barometer
ActionService.id.library|Bibliothèque|Library
ActionService.id.community|Réseau|Network
ActionService.id.matching|Mise en relation|Matching
Amount.kind.grant|Subvention|Grant
Amount.kind.aid|Aide|Aid
Amount.kind.equity|Fonds propres|Equity
Amount.kind.rate|Part des coûts|Share of the costs
Amount.kind.costs|Coûts|Costs
Amount.kind.envelope|Enveloppe|Budget
Amount.kind.tax_credit|Crédit d'impôt|Tax credit
Amount.kind.exemption|Exonération|Exemption
Amount.kind.fund|Fonds|Fund
Amount.kind.ticket|Ticket|Ticket
Amount.kind.duration|Durée|Duration
AidShare.kind.grant|Subvention|Grant
AidShare.kind.repayable_advance|Avance remboursable|Repayable advance
AidShare.kind.recoverable_advance|Avance récupérable|Recoverable advance
Amount.applies_to.small|petite entreprise|small company
Amount.applies_to.medium|moyenne entreprise|medium-sized company
settings.hospital|Hôpital|Hospital
settings.primary_care|Soins de ville|Primary care
settings.home|Domicile|Home
settings.medico_social|Médico-social|Medico-social care
settings.pharmacy|Pharmacie|Pharmacy
settings.other|Autre|Other
basis.published|chiffre publié|published figure
basis.legal_maximum|maximum légal|legal maximum
basis.estimate|estimation|estimate
cost_basis.published|chiffre publié|published figure
cost_basis.legal_maximum|maximum légal|legal maximum
cost_basis.estimate|estimation|estimate
Task.carrier.founder|l'équipe du projet|the project team
Task.carrier.site|le lieu d'essai|the site
Task.carrier.notified_body|l'organisme notifié|the notified body
Task.carrier.authority|l'autorité|the authority
Task.carrier.funder|le financeur|the funder
Task.carrier.other|un autre|somebody else
unit.students|étudiants|students
unit.meur|millions d'euros|million euros
unit.meur_per_year|millions d'euros par an|million euros a year
unit.sites|tiers-lieux|sites
unit.complete_answers|réponses complètes|complete answers
unit.projects|projets|projects
unit.graduates|diplômés|graduates
unit.years|ans|years
unit.days|jours|days
unit.bn_usd|milliards de dollars|billion dollars
unit.bn_eur|milliards d'euros|billion euros
unit.percent|%|%
unit.EUR|euros|euros
unit.months|mois|months
unit.partners|partenaires|partners
unit.calendar_days|jours calendaires|calendar days
unit.ratio|part|share
personalised.yes|oui|yes
personalised.no|non|no
personalised.possible|possible|possible
confidence.high|haute|high
confidence.medium|moyenne|medium
confidence.low|faible|low
languages.de|allemand|German
languages.en|anglais|English
languages.es|espagnol|Spanish
languages.fr|français|French
languages.it|italien|Italian
languages.ja|japonais|Japanese
languages.nl|néerlandais|Dutch
languages.pt|portugais|Portuguese
inputs.alpha|risque d'erreur de type I (alpha)|type I error (alpha)
inputs.alpha_one_sided|alpha unilatéral|one-sided alpha
inputs.alpha_spending|dépense d'alpha|alpha spending
inputs.power|puissance|power
inputs.effect|effet attendu|expected effect
inputs.sd_or_rates|écart-type ou taux|standard deviation or rates
inputs.allocation|répartition entre les groupes|allocation
inputs.dropout|perdus de vue|dropout
inputs.icc|corrélation dans les grappes|intracluster correlation
inputs.cluster_size|taille des grappes|cluster size
inputs.clusters|nombre de grappes|number of clusters
inputs.steps|nombre de paliers|number of steps
inputs.margin|marge|margin
inputs.looks|analyses intermédiaires|interim looks
inputs.baseline|niveau de départ|baseline
inputs.autocorrelation|autocorrélation|autocorrelation
inputs.periods|périodes|periods
inputs.event_rate|taux d'événements|event rate
inputs.matching_ratio|nombre d'appariés|matching ratio
inputs.loss|données perdues|data lost
inputs.precision|précision|precision
inputs.sensitivity|sensibilité|sensitivity
inputs.specificity|spécificité|specificity
inputs.prevalence|prévalence|prevalence
inputs.expected|valeur attendue|expected value
tariff_interests.organisational|organisationnel|organisational
tariff_interests.quality_of_life|qualité de vie|quality of life
tariff_interests.morbidity|morbidité|morbidity
tariff_interests.mortality|mortalité|mortality
MethodChoice.applies_to.costs|coûts|costs
MethodChoice.applies_to.effects|effets|effects
MethodChoice.value.collective|collective|collective
MethodChoice.value.long_enough|assez long|long enough
availability.open|dépôt ouvert|open for applications
availability.announced|annoncé|announced
availability.to_check|calendrier à vérifier|calendar to check
availability.permanent|toute l'année|all year
availability.closed|édition close|edition closed
availability.unknown|calendrier inconnu|calendar unknown
country.FR|France|France
country.DE|Allemagne|Germany
country.GB|Royaume-Uni|United Kingdom
country.BE|Belgique|Belgium
country.CH|Suisse|Switzerland
country.IT|Italie|Italy
country.ES|Espagne|Spain
country.NL|Pays-Bas|Netherlands
country.US|États-Unis|United States
country.CA|Canada|Canada
country.JP|Japon|Japan
country.SE|Suède|Sweden
country.FI|Finlande|Finland
country.NO|Norvège|Norway
country.IE|Irlande|Ireland
country.PT|Portugal|Portugal
country.AT|Autriche|Austria
country.LU|Luxembourg|Luxembourg
ce_recognition.full|Reconnu|Recognised
ce_recognition.time_limited|Reconnu pour un temps limité|Recognised for a limited time
ce_recognition.none|Non reconnu|Not recognised
national_route.dedicated|Voie dédiée|Dedicated route
national_route.generic|Voie générale|General route
national_route.partial|Voie partielle|Partial route
national_route.none|Aucune voie nationale|No national route
reimbursed_today.yes|Oui|Yes
reimbursed_today.limited|De façon limitée|To a limited extent
reimbursed_today.no|Non|No
"""


def _table(lines: str) -> dict[str, Text]:
    rows = (line.split("|") for line in lines.strip().splitlines())
    return {name: Text(fr, en) for name, fr, en in rows}


FIELDS = _table(_FIELDS) | _table(_OWN_FIELDS)
"""What a field is called, by its name, or by class and name where the two differ."""
VALUES = _table(_VALUES)
"""What a code says, by field and code, or by class, field and code where that differs."""


def field_label(owner: object, name: str) -> Text:
    """What a field of an object is called; its bare name when nobody named it (a test forbids that)."""
    bare = name.rstrip("_")
    return FIELDS.get(f"{type(owner).__name__}.{bare}") or FIELDS.get(bare) or Text(bare, bare)


def value_label(owner: str, name: str, value: object) -> Text | None:
    """What a code of a field says; ``None`` when it is not a code but a word of its own."""
    return VALUES.get(f"{owner}.{name}.{value}") or VALUES.get(f"{name}.{value}")
